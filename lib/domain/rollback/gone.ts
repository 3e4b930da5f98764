import type { Inspected, InspectedType } from "../check/resource-facts.ts";

/** How it is seen that a resource of a type is gone: which call describes it, and which of its states mean what. */
export type GoneRow = {
  /** The call, as AWS names it; "not found" is gone for every type. */
  readonly by: string;
  /** States in which a deleted resource is listed for a while, and can do nothing any more. */
  readonly gone?: readonly string[];
  /** States on the way there: look again. `*` is every state, for what AWS takes away by itself some time after its owner. */
  readonly going?: readonly string[];
};

/**
 * What "gone" means, by type. A type without a row is unproven, never gone. Sources: the API reference of each call; the
 * KMS developer guide, "Deleting keys" (a deleted key waits 7 to 30 days); the ECS API reference, DeregisterTaskDefinition,
 * Cluster and Service status; the VPC user guide, "Requester-managed network interfaces" (they go with a delay).
 */
export const goneTable: { readonly [T in InspectedType]: GoneRow } = {
  "AWS::CloudFormation::Stack": {
    by: "cloudformation:DescribeStacks",
    gone: ["DELETE_COMPLETE"],
    going: ["DELETE_IN_PROGRESS"],
  },
  "AWS::CloudWatch::Alarm": { by: "cloudwatch:DescribeAlarms" },
  "AWS::CloudWatch::Dashboard": { by: "cloudwatch:GetDashboard" },
  "AWS::EC2::FlowLog": { by: "ec2:DescribeFlowLogs" },
  "AWS::EC2::InternetGateway": { by: "ec2:DescribeInternetGateways" },
  "AWS::EC2::NetworkInterface": { by: "ec2:DescribeNetworkInterfaces", going: ["*"] },
  "AWS::EC2::RouteTable": { by: "ec2:DescribeRouteTables" },
  "AWS::EC2::SecurityGroup": { by: "ec2:DescribeSecurityGroups" },
  "AWS::EC2::Subnet": { by: "ec2:DescribeSubnets" },
  "AWS::EC2::VPC": { by: "ec2:DescribeVpcs" },
  "AWS::EC2::VPCEndpoint": { by: "ec2:DescribeVpcEndpoints", gone: ["deleted"], going: ["deleting"] },
  "AWS::ECS::Cluster": {
    by: "ecs:DescribeClusters",
    gone: ["INACTIVE"],
    going: ["DEPROVISIONING"],
  },
  "AWS::ECS::Service": { by: "ecs:DescribeServices", gone: ["INACTIVE"], going: ["DRAINING"] },
  "AWS::ECS::TaskDefinition": {
    by: "ecs:DescribeTaskDefinition",
    gone: ["INACTIVE", "DELETE_IN_PROGRESS"],
  },
  "AWS::ElasticLoadBalancingV2::Listener": { by: "elasticloadbalancing:DescribeListeners" },
  "AWS::ElasticLoadBalancingV2::LoadBalancer": { by: "elasticloadbalancing:DescribeLoadBalancers" },
  "AWS::ElasticLoadBalancingV2::TargetGroup": { by: "elasticloadbalancing:DescribeTargetGroups" },
  "AWS::IAM::Role": { by: "iam:GetRole" },
  "AWS::KMS::Alias": { by: "kms:DescribeKey" },
  "AWS::KMS::Key": { by: "kms:DescribeKey", gone: ["PendingDeletion"] },
  "AWS::Logs::LogGroup": { by: "logs:DescribeLogGroups" },
  "AWS::RDS::DBClusterSnapshot": { by: "rds:DescribeDBClusterSnapshots", going: ["deleting"] },
  "AWS::RDS::DBInstance": { by: "rds:DescribeDBInstances", going: ["deleting"] },
  "AWS::RDS::DBParameterGroup": { by: "rds:DescribeDBParameterGroups" },
  "AWS::RDS::DBSnapshot": { by: "rds:DescribeDBSnapshots", going: ["deleting"] },
  "AWS::RDS::DBSubnetGroup": { by: "rds:DescribeDBSubnetGroups" },
  "AWS::S3::Bucket": { by: "s3:GetBucketVersioning" },
  "AWS::SNS::Topic": { by: "sns:GetTopicAttributes" },
  "AWS::SecretsManager::Secret": { by: "secretsmanager:DescribeSecret" },
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

/** Whether a resource is gone: `going` is on its way, `unproven` is of a type that nothing describes. */
export type Goneness = "gone" | "going" | "present" | "unproven";

/** What a description of a resource says of it, and how that was seen. */
export function isGone(
  type: string,
  seen: Inspected | null | undefined,
): { readonly is: Goneness; readonly how: string } {
  if (seen === undefined) return { is: "unproven", how: `nothing describes ${type}` };
  const { by, gone = [], going = [] } = rowOf(type);
  if (seen === null) return { is: "gone", how: `${by}: not found` };
  const { facts } = seen;
  const state = "state" in facts ? facts.state : "status" in facts ? facts.status : "found";
  const how = `${by}: ${state}`;
  if (gone.includes(state)) return { is: "gone", how };
  return { is: going.includes(state) || going.includes("*") ? "going" : "present", how };
}

const rowOf = (type: string): GoneRow =>
  Object.hasOwn(goneTable, type) ? goneTable[type as InspectedType] : { by: "describing it" };
