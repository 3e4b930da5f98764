import { RemovalPolicy } from "aws-cdk-lib";
import { PolicyDocument } from "aws-cdk-lib/aws-iam";
import { CfnBucket, CfnBucketPolicy } from "aws-cdk-lib/aws-s3";
import type { Construct } from "constructs";
import { storageLogs } from "./logging.ts";
import { PartStack } from "./part-stack.ts";
import { bucketOf, tlsOnly } from "./policies.ts";
import type { EnvironmentSettings } from "./settings.ts";

/** One object storage bucket. */
export class Storage extends PartStack {
  readonly bucketName: string;
  readonly bucketArn: string;

  constructor(
    scope: Construct,
    settings: EnvironmentSettings,
    { keyArn, accessLogBucket }: { readonly keyArn: string | undefined; readonly accessLogBucket: string },
  ) {
    super(scope, "storage", settings);
    const bucket = new CfnBucket(this, "Bucket", {
      ...bucketOf(keyArn),
      loggingConfiguration: { destinationBucketName: accessLogBucket, logFilePrefix: `${storageLogs}/` },
    });
    new CfnBucketPolicy(this, "BucketPolicy", {
      bucket: bucket.ref,
      policyDocument: new PolicyDocument({ statements: [tlsOnly(bucket.attrArn)] }),
    });
    if (settings.database.protected) bucket.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
    this.bucketName = bucket.ref;
    this.bucketArn = bucket.attrArn;
  }
}
