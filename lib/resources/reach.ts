import { reachedBy } from "./tables.ts";

/**
 * CDK's own helpers: what they make is in the template, or serves their stack only. `Custom::AWS` is none, because it makes any call.
 * Source: aws-cdk-lib 2.276.0, every `resourceType` of a custom resource, with the handler that it names.
 */
export const cdkHelpers: readonly string[] = [
  "Custom::AWSCDKCfnJson",
  "Custom::AWSCDKCfnJsonStringify",
  "Custom::CDKBucketDeployment",
  "Custom::CrossRegionExportReader",
  "Custom::CrossRegionExportWriter",
  "Custom::DescribeCognitoUserPoolClient",
  "Custom::ECRAutoDeleteImages",
  "Custom::LogRetention",
  "Custom::S3AutoDeleteObjects",
  "Custom::S3BucketNotifications",
  "Custom::SyntheticsAutoDeleteUnderlyingResources",
  "Custom::UserPoolCloudFrontDomainName",
  "Custom::VpcRestrictDefaultSG",
];

/** What tells whether a resource of a type can be reached from the internet. */
export type ReachOfType = (typeof reachedBy)[string] | "nothing";

/**
 * What tells whether a resource of a type can be reached from the internet: `nothing` where no row says so, and `never` where it
 * cannot be reached.
 */
export const reachToldBy = (type: string): ReachOfType => {
  if (cdkHelpers.includes(type)) return "never";
  return (Object.hasOwn(reachedBy, type) ? reachedBy[type] : undefined) ?? "nothing";
};
