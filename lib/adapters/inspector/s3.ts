import {
  GetBucketEncryptionCommand,
  GetBucketLoggingCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import type { Describe } from "../inspector.ts";
import { orAbsent } from "./absent.ts";

const s3 = new S3Client({ forcePathStyle: true });

/** A bucket. An encryption that cannot be told from the default is not observable. */
export const bucket: Describe<"AWS::S3::Bucket"> = async (id) => {
  const Bucket = id;
  if ((await orAbsent(s3.send(new HeadBucketCommand({ Bucket })), "NotFound", "NoSuchBucket")) === null)
    return null;
  const [block, versioning, encryption, logging] = await Promise.all([
    orAbsent(s3.send(new GetPublicAccessBlockCommand({ Bucket })), "NoSuchPublicAccessBlockConfiguration"),
    s3.send(new GetBucketVersioningCommand({ Bucket })),
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
    // AES256 is what S3 reports for every bucket by default (since January 2023): it says nothing about a setting.
    encryption: algorithm === undefined || algorithm === "AES256" ? null : algorithm,
    accessLogged: logging.LoggingEnabled === undefined ? null : true,
  };
};
