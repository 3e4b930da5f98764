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
import { environments } from "../domain/environment.ts";
import type { InstallationSettings } from "../settings/settings.ts";
import { keyId } from "./decision-keys.ts";
import { suppress } from "./suppress.ts";

/** The Infrastructure Records: the table that is their commit point, the bucket with the second copy, and the key. */
export class InfrastructureRecords extends Construct {
  readonly table: TableV2;
  readonly bucket: Bucket;
  /** The files that changes bring along, by the digest of their bytes. The records name the digests. */
  readonly assets: Bucket;
  /** Oldest first. Each keeps its place, so that it can introduce the next one and what it signed stays verifiable. */
  readonly signingKeys: readonly Key[];

  constructor(
    scope: Construct,
    id: string,
    {
      application,
      retentionDays,
      retentionMode,
      keys,
    }: Pick<InstallationSettings, "application" | "retentionDays" | "retentionMode" | "keys">,
  ) {
    super(scope, id);
    this.table = new TableV2(this, "Table", {
      partitionKey: { name: "pk", type: AttributeType.STRING },
      sortKey: { name: "sk", type: AttributeType.STRING },
      billing: Billing.onDemand(),
      // Only the items about browsers have it. Entries never expire.
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
      objectLockDefaultRetention:
        retentionMode === "COMPLIANCE"
          ? ObjectLockRetention.compliance(Duration.days(retentionDays))
          : ObjectLockRetention.governance(Duration.days(retentionDays)),
      // aws-cdk-lib's own types do not hold under exactOptionalPropertyTypes.
      serverAccessLogsBucket: accessLogs as IBucket,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    // Unlocked: what no release names any more may be removed.
    this.assets = new Bucket(this, "Assets", {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      versioned: true,
      serverAccessLogsBucket: accessLogs as IBucket,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    for (const bucket of [this.bucket, this.assets]) this.keepFromEnvironments(bucket, application);
    this.createOnly(this.assets);
    this.keepTheRecords();
    this.signingKeys = Array.from({ length: keys.signing }, (_, index) =>
      this.signingKey(keyId("SigningKey", index + 1)),
    );
  }

  private signingKey(id: string): Key {
    const key = new Key(this, id, {
      description: "Signs Interlock's receipts",
      keySpec: KeySpec.ECC_NIST_P256,
      keyUsage: KeyUsage.SIGN_VERIFY,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    // Without the key, no receipt can be checked against its signer. So only the break-glass role may disable it.
    key.addToResourcePolicy(
      new PolicyStatement({
        sid: "KeepTheKey",
        effect: Effect.DENY,
        principals: [new StarPrincipal()],
        actions: ["kms:DisableKey", "kms:ScheduleKeyDeletion"],
        resources: ["*"],
        conditions: { StringNotLike: { "aws:PrincipalArn": "arn:*:iam::*:role/interlock-break-glass" } },
      }),
    );
    return key;
  }

  /** Restrictions on every principal, whatever other policies allow: objects are created once, and their versions stay. */
  private keepTheRecords(): void {
    this.createOnly(this.bucket);
    this.bucket.addToResourcePolicy(
      new PolicyStatement({
        sid: "KeepEveryVersion",
        effect: Effect.DENY,
        principals: [new StarPrincipal()],
        actions: [
          // A delete marker destroys nothing, but it lets somebody put other bytes under the key.
          "s3:DeleteObject",
          "s3:DeleteObjectVersion",
          "s3:BypassGovernanceRetention",
          "s3:PutObjectRetention",
        ],
        resources: [this.bucket.arnForObjects("*")],
      }),
    );
  }

  /** An object is created once and never replaced. Source: S3 user guide, "Enforce conditional writes on Amazon S3 buckets". */
  private createOnly(bucket: Bucket): void {
    bucket.addToResourcePolicy(
      new PolicyStatement({
        sid: "CreateOnly",
        effect: Effect.DENY,
        principals: [new StarPrincipal()],
        actions: ["s3:PutObject"],
        resources: [bucket.arnForObjects("*")],
        conditions: {
          Null: { "s3:if-none-match": "true" },
          Bool: { "s3:ObjectCreationOperation": "true" },
        },
      }),
    );
  }

  /** A change's templates create roles with the environment's name, and can give them any permission. */
  private keepFromEnvironments(bucket: Bucket, application: string): void {
    bucket.addToResourcePolicy(
      new PolicyStatement({
        sid: "KeptFromEnvironments",
        effect: Effect.DENY,
        principals: [new StarPrincipal()],
        actions: ["s3:*"],
        resources: [bucket.bucketArn, bucket.arnForObjects("*")],
        conditions: {
          ArnLike: {
            "aws:PrincipalArn": environments.map(
              (environment) => `arn:*:iam::*:role/${application}-${environment}-*`,
            ),
          },
        },
      }),
    );
  }
}
