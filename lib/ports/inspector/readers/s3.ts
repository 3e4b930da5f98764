import {
  GetBucketEncryptionCommand,
  GetBucketLoggingCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { orAbsent } from "../../shared/or-absent.ts";
import { patientClient } from "../../shared/passing-errors.ts";
import type { Describe, Readers } from "../describe.ts";

const s3 = patientClient(new S3Client({ forcePathStyle: true }));

/** A bucket. An encryption that looks like the default counts as unseen. */
const bucket: Describe<"AWS::S3::Bucket"> = async (id) => {
  const Bucket = id;
  const versioning = await orAbsent(s3.send(new GetBucketVersioningCommand({ Bucket })), "NoSuchBucket");
  if (versioning === null) return null;
  const [block, encryption, logging] = await Promise.all([
    orAbsent(s3.send(new GetPublicAccessBlockCommand({ Bucket })), "NoSuchPublicAccessBlockConfiguration"),
    orAbsent(
      s3.send(new GetBucketEncryptionCommand({ Bucket })),
      "ServerSideEncryptionConfigurationNotFoundError",
    ),
    s3.send(new GetBucketLoggingCommand({ Bucket })),
  ]);
  const { BlockPublicAcls, BlockPublicPolicy, IgnorePublicAcls, RestrictPublicBuckets } =
    block?.PublicAccessBlockConfiguration ?? {};
  const algorithm =
    encryption?.ServerSideEncryptionConfiguration?.Rules?.[0]?.ApplyServerSideEncryptionByDefault
      ?.SSEAlgorithm;
  return {
    publicAccessBlocked: [BlockPublicAcls, BlockPublicPolicy, IgnorePublicAcls, RestrictPublicBuckets].every(
      (blocked) => blocked === true,
    ),
    versioned: versioning.Status === "Enabled",
    // AES256 is what S3 reports for every bucket by default (since January 2023): so it doesn't show a setting.
    encryption: algorithm === undefined || algorithm === "AES256" ? null : algorithm,
    accessLogged: logging.LoggingEnabled === undefined ? null : true,
  };
};

/** The readers of the service. */
export const readers: Readers<"s3"> = {
  "AWS::S3::Bucket": bucket,
};
