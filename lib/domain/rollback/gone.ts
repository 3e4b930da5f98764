import type { Inspected, InspectedType } from "../check/resource-facts.ts";

/** Which answers of a describe call mean gone, where the resource lingers after it was deleted. */
const goneWhen: { readonly [T in InspectedType]?: readonly string[] } = {
  // Source: KMS developer guide, "Deleting keys": a deleted key waits 7 to 30 days, and can do nothing meanwhile.
  "AWS::KMS::Key": ["PendingDeletion"],
  // Source: ECS API reference, DeregisterTaskDefinition and DeleteTaskDefinitions.
  "AWS::ECS::TaskDefinition": ["INACTIVE", "DELETE_IN_PROGRESS"],
  // Source: ECS API reference, Cluster and Service status: a deleted one is listed for a while.
  "AWS::ECS::Cluster": ["INACTIVE"],
  "AWS::ECS::Service": ["INACTIVE"],
  "AWS::EC2::VPCEndpoint": ["deleted"],
};

/** Types that have no existence of their own: they are gone exactly when what they belong to is. */
export const belongsTo: Readonly<Record<string, InspectedType>> = {
  "AWS::S3::BucketPolicy": "AWS::S3::Bucket",
  "AWS::EC2::Route": "AWS::EC2::RouteTable",
  "AWS::EC2::SubnetRouteTableAssociation": "AWS::EC2::Subnet",
  "AWS::EC2::VPCGatewayAttachment": "AWS::EC2::InternetGateway",
  "AWS::IAM::Policy": "AWS::IAM::Role",
  "AWS::SNS::TopicPolicy": "AWS::SNS::Topic",
  "AWS::SNS::Subscription": "AWS::SNS::Topic",
  "AWS::ApplicationAutoScaling::ScalableTarget": "AWS::ECS::Service",
  "AWS::ApplicationAutoScaling::ScalingPolicy": "AWS::ECS::Service",
  "AWS::SecretsManager::SecretTargetAttachment": "AWS::SecretsManager::Secret",
};

/** Types that are nothing outside CloudFormation: they are gone exactly when their stack is. */
export const onlyInStack: readonly string[] = [
  "AWS::CDK::Metadata",
  "AWS::CloudFormation::WaitCondition",
  "AWS::CloudFormation::WaitConditionHandle",
];

/** Whether a described resource still exists. `undefined` is a type that nothing describes: unproven, never gone. */
export function isGone(seen: Inspected | null | undefined): "gone" | "present" | "unproven" {
  if (seen === undefined) return "unproven";
  if (seen === null) return "gone";
  const { facts, type } = seen;
  const state = "state" in facts ? facts.state : "status" in facts ? facts.status : "";
  return goneWhen[type]?.includes(state) ? "gone" : "present";
}
