import type { Inspected, InspectedType } from "../check/resource-facts.ts";

/** How it is seen that a resource of a type is gone: which call describes it, and which of its states mean what. */
export type GoneRow = {
  /** The call, as AWS names it; "not found" is gone for every type. */
  readonly by: string;
  /** States in which a deleted resource is listed for a while, and can do nothing any more. */
  readonly gone?: readonly string[];
  /** The command that a person looks at it with. */
  readonly look: (id: string) => string;
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
    look: (id) => `aws cloudformation describe-stack-events --stack-name ${id}`,
    gone: ["DELETE_COMPLETE"],
    going: ["DELETE_IN_PROGRESS"],
  },
  "AWS::CloudWatch::Alarm": {
    by: "cloudwatch:DescribeAlarms",
    look: (id) => `aws cloudwatch describe-alarms --alarm-names ${id}`,
  },
  "AWS::CloudWatch::Dashboard": {
    by: "cloudwatch:GetDashboard",
    look: (id) => `aws cloudwatch get-dashboard --dashboard-name ${id}`,
  },
  "AWS::EC2::FlowLog": {
    by: "ec2:DescribeFlowLogs",
    look: (id) => `aws ec2 describe-flow-logs --flow-log-ids ${id}`,
  },
  "AWS::EC2::InternetGateway": {
    by: "ec2:DescribeInternetGateways",
    look: (id) => `aws ec2 describe-internet-gateways --internet-gateway-ids ${id}`,
  },
  "AWS::EC2::NetworkInterface": {
    by: "ec2:DescribeNetworkInterfaces",
    look: (id) => `aws ec2 describe-network-interfaces --network-interface-ids ${id}`,
    going: ["*"],
  },
  "AWS::EC2::RouteTable": {
    by: "ec2:DescribeRouteTables",
    look: (id) => `aws ec2 describe-route-tables --route-table-ids ${id}`,
  },
  "AWS::EC2::SecurityGroup": {
    by: "ec2:DescribeSecurityGroups",
    look: (id) => `aws ec2 describe-security-groups --group-ids ${id}`,
  },
  "AWS::EC2::Subnet": {
    by: "ec2:DescribeSubnets",
    look: (id) => `aws ec2 describe-subnets --subnet-ids ${id}`,
  },
  "AWS::EC2::VPC": { by: "ec2:DescribeVpcs", look: (id) => `aws ec2 describe-vpcs --vpc-ids ${id}` },
  "AWS::EC2::VPCEndpoint": {
    by: "ec2:DescribeVpcEndpoints",
    look: (id) => `aws ec2 describe-vpc-endpoints --vpc-endpoint-ids ${id}`,
    gone: ["deleted"],
    going: ["deleting"],
  },
  "AWS::ECS::Cluster": {
    by: "ecs:DescribeClusters",
    look: (id) => `aws ecs describe-clusters --clusters ${id}`,
    gone: ["INACTIVE"],
    going: ["DEPROVISIONING"],
  },
  "AWS::ECS::Service": {
    by: "ecs:DescribeServices",
    look: (id) => `aws ecs describe-services --cluster ${id.split("/").at(-2)} --services ${id}`,
    gone: ["INACTIVE"],
    going: ["DRAINING"],
  },
  "AWS::ECS::TaskDefinition": {
    by: "ecs:DescribeTaskDefinition",
    look: (id) => `aws ecs describe-task-definition --task-definition ${id}`,
    gone: ["INACTIVE", "DELETE_IN_PROGRESS"],
  },
  "AWS::ElasticLoadBalancingV2::Listener": {
    by: "elasticloadbalancing:DescribeListeners",
    look: (id) => `aws elbv2 describe-listeners --listener-arns ${id}`,
  },
  "AWS::ElasticLoadBalancingV2::LoadBalancer": {
    by: "elasticloadbalancing:DescribeLoadBalancers",
    look: (id) => `aws elbv2 describe-load-balancers --load-balancer-arns ${id}`,
  },
  "AWS::ElasticLoadBalancingV2::TargetGroup": {
    by: "elasticloadbalancing:DescribeTargetGroups",
    look: (id) => `aws elbv2 describe-target-groups --target-group-arns ${id}`,
  },
  "AWS::IAM::Role": { by: "iam:GetRole", look: (id) => `aws iam get-role --role-name ${id}` },
  "AWS::KMS::Alias": { by: "kms:DescribeKey", look: (id) => `aws kms describe-key --key-id ${id}` },
  "AWS::KMS::Key": {
    by: "kms:DescribeKey",
    look: (id) => `aws kms describe-key --key-id ${id}`,
    gone: ["PendingDeletion"],
  },
  "AWS::Logs::LogGroup": {
    by: "logs:DescribeLogGroups",
    look: (id) => `aws logs describe-log-groups --log-group-name-prefix ${id}`,
  },
  "AWS::RDS::DBClusterSnapshot": {
    by: "rds:DescribeDBClusterSnapshots",
    look: (id) => `aws rds describe-db-cluster-snapshots --db-cluster-snapshot-identifier ${id}`,
    going: ["deleting"],
  },
  "AWS::RDS::DBInstance": {
    by: "rds:DescribeDBInstances",
    look: (id) => `aws rds describe-db-instances --db-instance-identifier ${id}`,
    going: ["deleting"],
  },
  "AWS::RDS::DBParameterGroup": {
    by: "rds:DescribeDBParameterGroups",
    look: (id) => `aws rds describe-db-parameter-groups --db-parameter-group-name ${id}`,
  },
  "AWS::RDS::DBSnapshot": {
    by: "rds:DescribeDBSnapshots",
    look: (id) => `aws rds describe-db-snapshots --db-snapshot-identifier ${id}`,
    going: ["deleting"],
  },
  "AWS::RDS::DBSubnetGroup": {
    by: "rds:DescribeDBSubnetGroups",
    look: (id) => `aws rds describe-db-subnet-groups --db-subnet-group-name ${id}`,
  },
  "AWS::S3::Bucket": {
    by: "s3:GetBucketVersioning",
    look: (id) => `aws s3api list-object-versions --max-items 10 --bucket ${id}`,
  },
  "AWS::SNS::Topic": {
    by: "sns:GetTopicAttributes",
    look: (id) => `aws sns get-topic-attributes --topic-arn ${id}`,
  },
  "AWS::SecretsManager::Secret": {
    by: "secretsmanager:DescribeSecret",
    look: (id) => `aws secretsmanager describe-secret --secret-id ${id}`,
  },
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
  const { by, gone, going } = rowOf(type);
  if (seen === null) return { is: "gone", how: `${by}: not found` };
  const { facts } = seen;
  const state = "state" in facts ? facts.state : "status" in facts ? facts.status : "found";
  const how = `${by}: ${state}`;
  if (gone?.includes(state)) return { is: "gone", how };
  return { is: going?.includes(state) || going?.includes("*") ? "going" : "present", how };
}

const rowOf = (type: string): GoneRow =>
  Object.hasOwn(goneTable, type)
    ? goneTable[type as InspectedType]
    : {
        by: "describing it",
        look: (id) => `aws resourcegroupstaggingapi get-resources --resource-arn-list ${id}`,
      };

/** The command that a person looks at a resource with. */
export const lookCommand = (type: string, id: string): string => rowOf(type).look(id);
