import type { Access } from "../shared/access.ts";

/** The reads of all inspectors. */
const describe = [
  "cloudwatch:DescribeAlarms",
  "cloudwatch:GetDashboard",
  "ec2:DescribeFlowLogs",
  "ec2:DescribeInternetGateways",
  "ec2:DescribeNetworkInterfaces",
  "ec2:DescribeRouteTables",
  "ec2:DescribeSecurityGroups",
  "ec2:DescribeSubnets",
  "ec2:DescribeVpcEndpoints",
  "ec2:DescribeVpcs",
  "ecs:DescribeClusters",
  "ecs:DescribeServices",
  "ecs:DescribeTaskDefinition",
  "elasticloadbalancing:DescribeListeners",
  "elasticloadbalancing:DescribeLoadBalancers",
  "elasticloadbalancing:DescribeTargetGroups",
  "elasticloadbalancing:DescribeTargetHealth",
  "iam:GetRole",
  "kms:DescribeKey",
  "logs:DescribeLogGroups",
  "rds:DescribeDBClusterSnapshots",
  "rds:DescribeDBInstances",
  "rds:DescribeDBParameterGroups",
  "rds:DescribeDBSnapshots",
  "rds:DescribeDBSubnetGroups",
  "s3:GetBucketLogging",
  "s3:GetBucketPublicAccessBlock",
  "s3:GetBucketVersioning",
  "s3:GetEncryptionConfiguration",
  "s3:ListBucket",
  "secretsmanager:DescribeSecret",
  "sns:GetTopicAttributes",
];

/** What the port needs of AWS. */
export const access = {
  allow: () => [
    {
      why: "describes the resources of the environments for the checks and for proofs of rollback",
      actions: describe,
      resources: ["*"],
      pattern: "most of these actions support no resource; they only read",
    },
  ],
  variables: () => ({}),
} satisfies Access;
