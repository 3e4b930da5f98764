import type { Stack } from "aws-cdk-lib";
import {
  AccountRootPrincipal,
  Effect,
  PolicyDocument,
  PolicyStatement,
  ServicePrincipal,
  StarPrincipal,
} from "aws-cdk-lib/aws-iam";
import type { CfnBucketProps } from "aws-cdk-lib/aws-s3";

/** A bucket that is private, versioned and encrypted, under the customer's key where there is one. */
export const bucketOf = (keyArn: string | undefined): CfnBucketProps => ({
  publicAccessBlockConfiguration: {
    blockPublicAcls: true,
    blockPublicPolicy: true,
    ignorePublicAcls: true,
    restrictPublicBuckets: true,
  },
  ownershipControls: { rules: [{ objectOwnership: "BucketOwnerEnforced" }] },
  versioningConfiguration: { status: "Enabled" },
  bucketEncryption: {
    serverSideEncryptionConfiguration: [
      {
        bucketKeyEnabled: keyArn !== undefined,
        serverSideEncryptionByDefault:
          keyArn === undefined
            ? { sseAlgorithm: "AES256" }
            : { sseAlgorithm: "aws:kms", kmsMasterKeyId: keyArn },
      },
    ],
  },
});

/** Denies unencrypted access to a bucket. */
export const tlsOnly = (bucketArn: string): PolicyStatement =>
  new PolicyStatement({
    effect: Effect.DENY,
    principals: [new StarPrincipal()],
    actions: ["s3:*"],
    resources: [bucketArn, `${bucketArn}/*`],
    conditions: { Bool: { "aws:SecureTransport": "false" } },
  });

/** The account decides about the key; logs and access logs may use it. */
export const keyPolicy = ({ region, account, partition }: Stack): PolicyDocument =>
  new PolicyDocument({
    statements: [
      new PolicyStatement({ actions: ["kms:*"], principals: [new AccountRootPrincipal()], resources: ["*"] }),
      new PolicyStatement({
        actions: ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"],
        principals: [
          new ServicePrincipal("logging.s3.amazonaws.com"),
          new ServicePrincipal("cloudwatch.amazonaws.com"),
        ],
        resources: ["*"],
        conditions: { StringEquals: { "aws:SourceAccount": account } },
      }),
      new PolicyStatement({
        actions: ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"],
        principals: [new ServicePrincipal(`logs.${region}.amazonaws.com`)],
        resources: ["*"],
        // Source: CloudWatch Logs user guide, "Encrypt log data in CloudWatch Logs using AWS KMS": the log group is told in
        // the encryption context, not the account.
        conditions: {
          ArnLike: {
            "kms:EncryptionContext:aws:logs:arn": `arn:${partition}:logs:${region}:${account}:log-group:*`,
          },
        },
      }),
    ],
  });
