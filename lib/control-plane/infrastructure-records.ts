import { Duration, RemovalPolicy } from "aws-cdk-lib";
import { AttributeType, Billing, TableV2 } from "aws-cdk-lib/aws-dynamodb";
import { Effect, PolicyStatement, StarPrincipal } from "aws-cdk-lib/aws-iam";
import { Key, KeySpec, KeyUsage } from "aws-cdk-lib/aws-kms";
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type IBucket,
  ObjectLockRetention,
} from "aws-cdk-lib/aws-s3";
import { Construct } from "constructs";
import { suppress } from "./suppress.ts";

/** The Infrastructure Records: the table that is their commit point, the bucket with the second copy, and the key. */
export class InfrastructureRecords extends Construct {
  readonly table: TableV2;
  readonly bucket: Bucket;
  readonly signingKey: Key;

  constructor(scope: Construct, id: string, { retentionDays }: { readonly retentionDays: number }) {
    super(scope, id);
    this.table = new TableV2(this, "Table", {
      partitionKey: { name: "pk", type: AttributeType.STRING },
      sortKey: { name: "sk", type: AttributeType.STRING },
      billing: Billing.onDemand(),
      // Only what is known of browsers has it; entries are kept.
      timeToLiveAttribute: "forgottenAt",
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    const accessLogs = new Bucket(this, "AccessLogs", {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      lifecycleRules: [{ expiration: Duration.days(retentionDays) }],
      removalPolicy: RemovalPolicy.RETAIN,
    });
    suppress(accessLogs, {
      "AwsSolutions-S1": "it is where the access logs go; logging itself would not end",
    });
    this.bucket = new Bucket(this, "Bucket", {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      versioned: true,
      objectLockEnabled: true,
      objectLockDefaultRetention: ObjectLockRetention.compliance(Duration.days(retentionDays)),
      // aws-cdk-lib's own types do not hold under exactOptionalPropertyTypes.
      serverAccessLogsBucket: accessLogs as IBucket,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.signingKey = new Key(this, "SigningKey", {
      description: "Signs Interlock's receipts",
      keySpec: KeySpec.ECC_NIST_P256,
      keyUsage: KeyUsage.SIGN_VERIFY,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    // Without the key no receipt can be checked against its signer, so nobody switches it off in passing.
    this.signingKey.addToResourcePolicy(
      new PolicyStatement({
        sid: "KeepTheKey",
        effect: Effect.DENY,
        principals: [new StarPrincipal()],
        actions: ["kms:DisableKey", "kms:ScheduleKeyDeletion"],
        resources: ["*"],
        conditions: { StringNotLike: { "aws:PrincipalArn": "arn:*:iam::*:role/interlock-break-glass" } },
      }),
    );
  }
}
