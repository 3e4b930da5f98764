import { Stack } from "aws-cdk-lib";
import { type IRole, PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { Environment } from "../domain/environment.ts";
import type { Ports } from "../tasks.ts";
import type { ControlPlaneSettings } from "./settings.ts";
import { suppress } from "./suppress.ts";

/** What the ports stand for in this installation. Functions that come later are named by their ARN. */
export type Granted = {
  readonly settings: ControlPlaneSettings;
  readonly tableName: string;
  readonly tableArn: string;
  readonly bucketName: string;
  readonly bucketArn: string;
  readonly signingKeyArn: string;
  readonly signReceiptArn: string;
  readonly signReceiptName: string;
  readonly stateMachineArn: string;
  readonly topicArnsJson: string;
  readonly topicArns: readonly string[];
  readonly approvalsUrl: () => string;
  readonly serviceRoleArn: (environment: Environment) => string;
};

/** What a row of the table of tasks says about access. */
type Row = { readonly ports: readonly (keyof Ports)[]; readonly keeps?: true; readonly readsOnly?: true };

type Access = {
  readonly allow: readonly PolicyStatement[];
  readonly variables: Readonly<Record<string, string>>;
};

const allow = (actions: readonly string[], ...resources: readonly string[]) =>
  new PolicyStatement({ actions: [...actions], resources: [...resources] });

const readTable = ["dynamodb:GetItem", "dynamodb:Query", "dynamodb:BatchGetItem"];
const writeTable = [
  "dynamodb:PutItem",
  "dynamodb:UpdateItem",
  "dynamodb:DeleteItem",
  "dynamodb:ConditionCheckItem",
  "dynamodb:BatchWriteItem",
];
const readStack = [
  "cloudformation:DescribeStacks",
  "cloudformation:DescribeStackEvents",
  "cloudformation:GetTemplate",
  "cloudformation:ListStackResources",
];
const writeStack = ["cloudformation:CreateStack", "cloudformation:UpdateStack", "cloudformation:DeleteStack"];
/** What inspectors describe. Most of these actions know no resource: describing is all they can do. */
const describe = [
  "cloudwatch:DescribeAlarms",
  "cloudwatch:GetDashboard",
  "ec2:DescribeFlowLogs",
  "ec2:DescribeInternetGateways",
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
  "rds:DescribeDBInstances",
  "rds:DescribeDBParameterGroups",
  "rds:DescribeDBSubnetGroups",
  "s3:GetBucketLogging",
  "s3:GetBucketPublicAccessBlock",
  "s3:GetBucketVersioning",
  "s3:GetEncryptionConfiguration",
  "s3:ListBucket",
  "secretsmanager:DescribeSecret",
  "sns:GetTopicAttributes",
];

/** Gives `role` what the ports of a task need, and nothing else. Returns the settings that they read. */
export function grant(
  role: IRole,
  row: Row,
  granted: Granted,
  environment: Environment | undefined,
): Record<string, string> {
  const variables: Record<string, string> = {};
  for (const port of row.ports) {
    const access = accessOf(port, row, granted, environment, Stack.of(role));
    for (const statement of access.allow) role.addToPrincipalPolicy(statement);
    Object.assign(variables, access.variables);
  }
  suppress(role, {
    "AwsSolutions-IAM5":
      "object keys are digests and entry names, stacks carry CloudFormation's own ids, and describing knows no resource; actions are listed one by one",
  });
  return variables;
}

function accessOf(
  port: keyof Ports,
  { keeps, readsOnly }: Row,
  granted: Granted,
  environment: Environment | undefined,
  stack: Stack,
): Access {
  const { settings, tableArn, tableName, bucketArn, bucketName } = granted;
  // A function of one environment cannot name another's stacks; one that is deployed once only ever reads them.
  const stackArn = stack.formatArn({
    service: "cloudformation",
    resource: "stack",
    resourceName: `${settings.application}-${environment ?? "*"}-*/*`,
  });
  const executionArn = `${granted.stateMachineArn.replace(":stateMachine:", ":execution:")}:*`;
  switch (port) {
    case "records":
      return {
        allow: [
          allow(readsOnly ? readTable : [...readTable, ...writeTable], tableArn),
          ...(readsOnly ? [] : [allow(["s3:PutObject"], `${bucketArn}/infrastructure-records/*`)]),
        ],
        variables: { TABLE_NAME: tableName, BUCKET_NAME: bucketName, APPLICATION: settings.application },
      };
    case "changes":
      return {
        allow: [
          allow(keeps ? ["s3:GetObject", "s3:PutObject"] : ["s3:GetObject"], `${bucketArn}/by-digest/*`),
        ],
        variables: { BUCKET_NAME: bucketName },
      };
    case "stacks": {
      if (environment === undefined) throw new Error("only a function of one environment may change stacks");
      const roleArn = granted.serviceRoleArn(environment);
      return {
        allow: [allow([...readStack, ...writeStack], stackArn), allow(["iam:PassRole"], roleArn)],
        variables: { CLOUDFORMATION_ROLE_ARN: roleArn, BUCKET_NAME: bucketName },
      };
    }
    case "stackReader":
      return { allow: [allow(readStack, stackArn)], variables: {} };
    case "inspector":
      return { allow: [allow(describe, "*")], variables: {} };
    case "executions":
      return {
        allow: [
          allow(["states:StartExecution"], granted.stateMachineArn),
          allow(["states:DescribeExecution", "states:StopExecution"], executionArn),
        ],
        variables: { STATE_MACHINE_ARN: granted.stateMachineArn },
      };
    case "notices":
      return {
        allow: [allow(["sns:Publish"], ...granted.topicArns)],
        variables: { TOPIC_ARNS: granted.topicArnsJson, APPROVALS_URL: granted.approvalsUrl() },
      };
    case "signer":
      return {
        allow: [
          allow(["lambda:InvokeFunction"], granted.signReceiptArn),
          allow(["kms:GetPublicKey"], granted.signingKeyArn),
        ],
        variables: {
          SIGN_RECEIPT_FUNCTION: granted.signReceiptName,
          SIGNING_KEY_ARN: granted.signingKeyArn,
        },
      };
    case "signingKey":
      return {
        allow: [allow(["kms:Sign", "kms:GetPublicKey"], granted.signingKeyArn)],
        variables: { SIGNING_KEY_ARN: granted.signingKeyArn },
      };
    case "settings": {
      const { application, approvers, waivers } = settings;
      return { allow: [], variables: { SETTINGS: JSON.stringify({ application, approvers, waivers }) } };
    }
    case "ids":
    case "clock":
      return { allow: [], variables: {} };
  }
}

/** Lets a function answer waiting gates. Only `decide` and `sweep` may. */
export function grantAnswering(role: IRole, stateMachineArn: string): void {
  role.addToPrincipalPolicy(allow(["states:SendTaskSuccess"], stateMachineArn));
}
