import {
  GetBucketEncryptionCommand,
  GetBucketLoggingCommand,
  GetBucketPolicyCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
} from "@aws-sdk/client-s3";
import { bucketsOf } from "../../shared/environments/buckets.ts";
import { orAbsent } from "../../shared/or-absent.ts";
import { type PolicyFacts, policyFacts, policyUntold, withoutPolicy } from "../../shared/policy-facts.ts";
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
    ...policyOf(policy),
  };
};

/** A bucket's policy. Whether it names everyone is no fact of its own: blocked public access makes such a policy void. */
function policyOf(
  found: { readonly Policy?: string | undefined } | null,
): Pick<PolicyFacts, "policy" | "documents"> {
  const { policy, documents } =
    found === null
      ? withoutPolicy
      : (found.Policy ?? "") === ""
        ? policyUntold
        : policyFacts(found.Policy ?? "");
  return { policy, documents };
}

/** The readers of the service. */
export const readers: Readers<"s3"> = {
  "AWS::S3::Bucket": bucket,
};
