import { neverPublic, policyTextProbe } from "./checks.ts";
import { flag, list, orUnseen, text } from "./fact.ts";
import { described, opening, ownedBy, type Service } from "./row.ts";

/** S3. */
export const s3 = {
  iam: "s3",
  types: {
    "AWS::S3::Bucket": described({
      arn: { kind: null, id: "name" },
      facts: {
        publicAccessBlocked: flag,
        versioned: flag,
        encryption: orUnseen(text("aws:kms", "aws:kms:dsse")),
        accessLogged: orUnseen(flag),
        policy: orUnseen(list),
        documents: orUnseen(list),
      },
      probes: [
        {
          fact: "public-access-blocked",
          about: ["publicAccessBlocked"],
          checks: neverPublic,
          holds: ({ publicAccessBlocked }) => publicAccessBlocked,
          saw: ({ publicAccessBlocked }) => (publicAccessBlocked ? "blocked" : "not blocked"),
        },
        policyTextProbe,
        {
          fact: "bucket-encryption",
          about: ["encryption"],
          checks: ["encrypted-storage"],
          // A bucket that receives access logs can't use a customer's key.
          part: "storage",
          // Source: S3 user guide, "Using dual-layer server-side encryption with AWS KMS keys".
          holds: ({ encryption }) => (encryption === null ? null : /^aws:kms(:dsse)?$/.test(encryption)),
          saw: ({ encryption }) => encryption,
        },
        {
          fact: "access-logging",
          about: ["accessLogged"],
          checks: ["audit-logging-verified", "full-audit-logging-enabled"],
          // A bucket that receives access logs does not log its own (S3 user guide, "Enabling server access logging").
          notPart: "logging",
          holds: ({ accessLogged }) => accessLogged,
          saw: ({ accessLogged }) => (accessLogged ? "logged" : "not logged"),
        },
      ],
      state: null,
      actions: [
        "s3:GetBucketVersioning",
        "s3:GetBucketLogging",
        "s3:GetBucketPolicy",
        "s3:GetBucketPublicAccessBlock",
        "s3:GetEncryptionConfiguration",
        // S3 may answer 403 about a missing bucket to a caller that may not list it.
        "s3:ListBucket",
      ],
      look: "aws s3api list-object-versions --max-items 10 --bucket {id}",
      owner: null,
      oneWay: {
        ObjectLockEnabled: 'S3 user guide, "Object Lock considerations": it can\'t be switched off again',
      },
      movingProperties: [],
      holdsData: "its objects can't be made again",
      listed: { by: "name", action: "s3:ListAllMyBuckets" },
      exposure: {
        what: "a policy or ACL, unless public access is blocked",
        fact: "publicAccessBlocked",
        actions: [],
      },
      announced: ({ properties }) =>
        [...JSON.stringify(properties["PublicAccessBlockConfiguration"] ?? "").matchAll(/:(true|"true")/g)]
          .length < 4,
      rehearsed: "bucket",
    }),
    "AWS::S3::BucketPolicy": opening(ownedBy("AWS::S3::Bucket", "Bucket")),
  },
} satisfies Service;
