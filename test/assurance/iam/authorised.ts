import type { Call } from "../../simulator/account.ts";
import type { Asked } from "../../simulator/accounts/evaluate.ts";
import { tableAsks } from "../../simulator/accounts/table-asks.ts";
import { region, regional } from "./template.ts";

/** The names of things in memory, as the deployed template names them. */
export type Names = {
  readonly table: string;
  readonly bus: string;
  readonly buckets: Readonly<Record<string, string>>;
  readonly keys: Readonly<Record<string, string>>;
  readonly topics: Readonly<Record<string, string>>;
  readonly parentMachine: string;
  /** The account of the caller's session. */
  readonly account: string;
};

// biome-ignore lint/suspicious/noExplicitAny: each operation types its own input.
type Input = any;
type Authorised = (input: Input, names: Names) => readonly Asked[];

const on =
  (action: string, resource: (input: Input, names: Names) => string): Authorised =>
  (input, names) => [{ action, resource: resource(input, names) }];

const object = ({ Bucket, Key }: Input, { buckets }: Names): string =>
  `arn:aws:s3:::${buckets[Bucket] ?? Bucket}/${Key}`;
const bucket = ({ Bucket }: Input, { buckets }: Names): string => `arn:aws:s3:::${buckets[Bucket] ?? Bucket}`;
const key = ({ KeyId }: Input, { keys }: Names): string =>
  keys[String(KeyId).split("/").at(-1) ?? ""] ?? KeyId;
const located = (arn: string): string => {
  const [, , service = "", , , ...rest] = arn.split(":");
  return regional(service, rest.join(":"));
};
/** A name finds a stack of the caller's own account. Ids of stacks in memory say no account. */
const stackArn = (stack: string, account: string): string =>
  `arn:aws:cloudformation:${region}:${account}:stack/${stack.split(":").at(5)?.split("/")[1] ?? stack}/id`;
const stack = ({ StackName }: Input, names: Names): string => stackArn(StackName ?? "", names.account);
const topic = ({ TopicArn }: Input, { topics }: Names): string =>
  topics[String(TopicArn).split(":").at(-1) ?? ""] ?? TopicArn;

/**
 * The operations that CloudFormation carries out under the role that they name: the caller passes it. Tags ask for nothing
 * more: the standard bootstrap's deploy-role, with which the CDK deploys tagged stacks, has no cloudformation:TagResource.
 */
const underRole =
  (action: string): Authorised =>
  (input, names) => [
    { action: `cloudformation:${action}`, resource: stack(input, names) },
    ...(input.RoleARN === undefined
      ? []
      : [
          {
            action: "iam:PassRole",
            resource: String(input.RoleARN),
            context: { "iam:PassedToService": "cloudformation.amazonaws.com" },
          },
        ]),
    ...(input.TemplateURL === undefined ? [] : [read(input.TemplateURL)]),
  ];

/** CloudFormation reads a template by its URL as the caller (CloudFormation user guide, "Template URL"). */
function read(url: string): Asked {
  const { host, pathname, searchParams } = new URL(url);
  const isPath = host.startsWith("s3.") || host.startsWith("s3-");
  const path = isPath ? pathname.slice(1) : `${host.split(".s3")[0]}${pathname}`;
  const action = searchParams.has("versionId") ? "s3:GetObjectVersion" : "s3:GetObject";
  return { action, resource: `arn:aws:s3:::${path}` };
}

const stackOperation = (operation: string) => on(`cloudformation:${operation}`, stack);
const ofExecution = ({ executionArn }: Input): string => located(executionArn);

/**
 * What IAM is asked for each operation of the SDK that our adapters call in memory. Sources: service authorization
 * reference, "Actions, resources, and condition keys" of each service; DynamoDB developer guide, "Using IAM policy
 * conditions" and "DynamoDB transactions with IAM" (each item of a transaction is authorised by itself); CloudFormation user
 * guide, "Detecting unmanaged configuration changes" (a stack's drift is authorised as its resources' as well); Step
 * Functions: a callback is authorised on the machine that waits (aws-cdk#8486).
 */
export const authorised: Readonly<Record<string, Authorised>> = {
  "s3 GetObject": (input, names) => [
    {
      action: input.VersionId === undefined ? "s3:GetObject" : "s3:GetObjectVersion",
      resource: object(input, names),
    },
  ],
  "s3 PutObject": (input, names) => [
    {
      action: "s3:PutObject",
      resource: object(input, names),
      context: {
        "s3:ObjectCreationOperation": "true",
        ...(input.IfNoneMatch === undefined ? {} : { "s3:if-none-match": input.IfNoneMatch }),
      },
    },
  ],
  "s3 ListObjectVersions": on("s3:ListBucketVersions", bucket),
  "kms Sign": on("kms:Sign", key),
  "kms GetPublicKey": on("kms:GetPublicKey", key),
  "kms GenerateMac": on("kms:GenerateMac", key),
  "kms VerifyMac": on("kms:VerifyMac", key),
  "kms Encrypt": on("kms:Encrypt", key),
  // A symmetric ciphertext says its key itself.
  "kms Decrypt": on("kms:Decrypt", ({ KeyId }, { keys }) => keys[KeyId ?? "token"] ?? keys["token"] ?? ""),
  // A topic under a key of one's own: SNS encrypts as the publisher (SNS developer guide, "Key management").
  "sns Publish": (input, names) => [
    { action: "sns:Publish", resource: topic(input, names) },
    ...["kms:GenerateDataKey", "kms:Decrypt"].map((action) => ({
      action,
      resource: names.keys["notices"] ?? "",
      context: {
        "kms:ViaService": "sns.us-east-1.amazonaws.com",
        "kms:EncryptionContext:aws:sns:topicArn": topic(input, names),
      },
    })),
  ],
  "sns ListSubscriptionsByTopic": on("sns:ListSubscriptionsByTopic", topic),
  "sns ConfirmSubscription": on("sns:ConfirmSubscription", topic),
  // Asked of the topic, whose ARN a subscription's begins with: service authorization reference, SNS.
  "sns GetSubscriptionAttributes": on("sns:GetSubscriptionAttributes", ({ SubscriptionArn }, names) =>
    topic({ TopicArn: String(SubscriptionArn).split(":").slice(0, -1).join(":") }, names),
  ),
  // No resource: service authorization reference, CloudWatch Logs.
  "logs DescribeLogGroups": on("logs:DescribeLogGroups", () => "*"),
  "logs FilterLogEvents": on("logs:FilterLogEvents", ({ logGroupName }) =>
    regional("logs", `log-group:${logGroupName}:log-stream:`),
  ),
  "lambda Invoke": on("lambda:InvokeFunction", ({ FunctionName }) =>
    regional("lambda", `function:${String(FunctionName).split(":").at(-1)}`),
  ),
  "states StartExecution": on("states:StartExecution", ({ stateMachineArn }) => located(stateMachineArn)),
  "states StopExecution": on("states:StopExecution", ofExecution),
  "states DescribeExecution": on("states:DescribeExecution", ofExecution),
  "states GetExecutionHistory": on("states:GetExecutionHistory", ofExecution),
  "states DescribeStateMachineForExecution": on("states:DescribeStateMachineForExecution", ofExecution),
  "states ListExecutions": on("states:ListExecutions", ({ stateMachineArn }) => located(stateMachineArn)),
  "states SendTaskSuccess": on("states:SendTaskSuccess", (_, { parentMachine }) => parentMachine),
  "codecommit GetBranch": on("codecommit:GetBranch", ({ repositoryName }) =>
    regional("codecommit", String(repositoryName)),
  ),
  "events PutEvents": on("events:PutEvents", (_, { bus }) => bus),
  "cloudwatch DescribeAlarms": on(
    "cloudwatch:DescribeAlarms",
    (_, { account }) => `arn:aws:cloudwatch:${region}:${account}:alarm:*`,
  ),
  "cloudwatch PutMetricData": (input) => [
    {
      action: "cloudwatch:PutMetricData",
      resource: "*",
      context: { "cloudwatch:namespace": input.Namespace },
    },
  ],
  // Nobody has to be allowed that: STS API reference, GetCallerIdentity.
  "sts GetCallerIdentity": () => [],
  "sts AssumeRole": on("sts:AssumeRole", ({ RoleArn }) => RoleArn),
  "ssm GetParameter": on(
    "ssm:GetParameter",
    ({ Name }, { account }) =>
      // Public parameters have no account.
      `arn:aws:ssm:${region}:${String(Name).startsWith("/aws/service/") ? "" : account}:parameter${Name}`,
  ),
  "secretsmanager DescribeSecret": on(
    "secretsmanager:DescribeSecret",
    ({ SecretId }, { account }) => `arn:aws:secretsmanager:${region}:${account}:secret:${SecretId}-aBcDeF`,
  ),
  "ecr DescribeImages": on(
    "ecr:DescribeImages",
    ({ registryId, repositoryName }) => `arn:aws:ecr:${region}:${registryId}:repository/${repositoryName}`,
  ),
  "cloudformation CreateStack": underRole("CreateStack"),
  "cloudformation UpdateStack": underRole("UpdateStack"),
  "cloudformation DeleteStack": underRole("DeleteStack"),
  "cloudformation CreateChangeSet": underRole("CreateChangeSet"),
  "cloudformation RollbackStack": underRole("RollbackStack"),
  "cloudformation ContinueUpdateRollback": underRole("ContinueUpdateRollback"),
  "cloudformation DetectStackDrift": (input, names) =>
    ["DetectStackDrift", "DetectStackResourceDrift"].map((action) => ({
      action: `cloudformation:${action}`,
      resource: stack(input, names),
    })),
  // No resource: service authorization reference, CloudFormation.
  "cloudformation DescribeStackDriftDetectionStatus": on(
    "cloudformation:DescribeStackDriftDetectionStatus",
    () => "*",
  ),
  // No resource either: service authorization reference, IAM Access Analyzer.
  "access-analyzer CheckNoPublicAccess": on("access-analyzer:CheckNoPublicAccess", () => "*"),
  // Nor here: service authorization reference, CloudFormation, GetResource.
  "cloudcontrol GetResource": on("cloudformation:GetResource", () => "*"),
  "cloudformation ListStacks": on("cloudformation:ListStacks", () => "*"),
  "cloudformation ListExports": on("cloudformation:ListExports", () => "*"),
  "cloudformation ListImports": on("cloudformation:ListImports", () => "*"),
};

/** What IAM is asked for an operation, apart from those of DynamoDB; undefined if nobody has looked it up. */
export const lookedUp = (service: string, operation: string) =>
  authorised[`${service} ${operation}`] ??
  (service === "cloudformation" ? stackOperation(operation) : undefined);

/**
 * What IAM is asked about a call.
 * @throws Error for an operation that nobody has looked up yet.
 */
export function askedBy({ service, operation, input }: Call, names: Names): readonly Asked[] {
  if (service === "dynamodb") return tableAsks(operation, input, names.table);
  const known = lookedUp(service, operation);
  if (known === undefined)
    throw new Error(
      `nobody wrote down what IAM is asked for ${service} ${operation}: add it to test/assurance/iam/authorised.ts`,
    );
  return known(input, names);
}
