import {
  GetBucketEncryptionCommand,
  GetBucketLoggingCommand,
  GetBucketPolicyCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
} from "@aws-sdk/client-s3";
import { bucketsOf } from "../../shared/environments/buckets.ts";
import { orAbsent } from "../../shared/or-absent.ts";
import { policyFacts } from "../../shared/policy-facts.ts";
import type { Describe, Readers } from "../describe.ts";

/** A bucket. An encryption that looks like the default counts as unseen. */
const bucket: Describe<"AWS::S3::Bucket"> = async (id, clients) => {
  const Bucket = id;
  const versioning = await orAbsent(
    bucketsOf(clients).send(new GetBucketVersioningCommand({ Bucket })),
    "NoSuchBucket",
  );
  if (versioning === null) return null;
  const [block, encryption, logging, policy] = await Promise.all([
    orAbsent(
      bucketsOf(clients).send(new GetPublicAccessBlockCommand({ Bucket })),
      "NoSuchPublicAccessBlockConfiguration",
    ),
    orAbsent(
      bucketsOf(clients).send(new GetBucketEncryptionCommand({ Bucket })),
      "ServerSideEncryptionConfigurationNotFoundError",
    ),
    bucketsOf(clients).send(new GetBucketLoggingCommand({ Bucket })),
    orAbsent(bucketsOf(clients).send(new GetBucketPolicyCommand({ Bucket })), "NoSuchBucketPolicy"),
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
    policy: policyOf(policy),
  };
};

/** The digest of a bucket's policy, none without one; null if it is not told. */
function policyOf(found: { readonly Policy?: string | undefined } | null): readonly string[] | null {
  if (found === null) return [];
  return found.Policy === undefined || found.Policy === "" ? null : policyFacts(found.Policy).policy;
}

/** The readers of the service. */
export const readers: Readers<"s3"> = {
  "AWS::S3::Bucket": bucket,
};
