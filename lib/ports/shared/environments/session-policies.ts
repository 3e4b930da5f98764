import { settingMissing } from "../../../domain/errors.ts";
import {
  assetsBucketOf,
  type EnvironmentPlace,
  type EnvironmentRole,
  executionRoleArnOf,
  helperStackOf,
  toolkitStack,
  versionParameter,
} from "./roles.ts";

type Statement = {
  readonly Effect: "Allow" | "Deny";
  readonly Action: readonly string[] | string;
  readonly Resource?: readonly string[] | string;
  readonly NotResource?: readonly string[] | string;
};

/** What a function does in an environment: the role that it assumes, and the session policy that narrows it to the application. */
export type Purpose = {
  readonly role: EnvironmentRole;
  /** A managed policy of AWS that the session allows, by its name; null if the statements are all that it allows. */
  readonly managed: string | null;
  /** Null: the role is as narrow as the application already. */
  readonly statements: ((at: EnvironmentPlace) => readonly Statement[]) | null;
};

const stacksOf = ({ application, partition, environment, account, region }: EnvironmentPlace): string =>
  `arn:${partition}:cloudformation:${region}:${account}:stack/${application}-${environment}-*`;

/** Reads of one stack. The others of CloudFormation's reads know no stack. */
const stackReads = [
  "cloudformation:DescribeStackEvents",
  "cloudformation:DescribeStackResource*",
  "cloudformation:DescribeStacks",
  "cloudformation:DetectStack*",
  "cloudformation:GetTemplate",
  "cloudformation:ListStackResources",
];

/** What ReadOnlyAccess allows that is not configuration but somebody's data. */
const dataReads = [
  "athena:GetQueryResults",
  "codecommit:GetFile",
  "dynamodb:BatchGetItem",
  "dynamodb:GetItem",
  "dynamodb:PartiQLSelect",
  "dynamodb:Query",
  "dynamodb:Scan",
  "ecr:GetDownloadUrlForLayer",
  "kinesis:GetRecords",
  "kinesis:GetShardIterator",
  "logs:FilterLogEvents",
  "logs:Get*",
  "logs:StartQuery",
  "s3:GetObject*",
  "secretsmanager:GetSecretValue",
  "sqs:ReceiveMessage",
  "ssm:GetParameter*",
];

/** Every purpose. */
export const purposes = {
  deploy: {
    role: "deploy",
    managed: null,
    statements: (at) => [
      {
        Effect: "Allow",
        Action: [
          "cloudformation:ContinueUpdateRollback",
          "cloudformation:CreateChangeSet",
          "cloudformation:CreateStack",
          "cloudformation:DeleteChangeSet",
          "cloudformation:DeleteStack",
          "cloudformation:DescribeChangeSet",
          "cloudformation:DescribeEvents",
          "cloudformation:DescribeStackEvents",
          "cloudformation:DescribeStacks",
          "cloudformation:ExecuteChangeSet",
          "cloudformation:GetTemplate",
          "cloudformation:ListStackResources",
          "cloudformation:RollbackStack",
          "cloudformation:UpdateStack",
        ],
        Resource: stacksOf(at),
      },
      { Effect: "Allow", Action: "cloudformation:ListImports", Resource: "*" },
      { Effect: "Allow", Action: "iam:PassRole", Resource: executionRoleArnOf(at) },
      // CloudFormation reads these two as the caller: the version of the bootstrap, and templates by their URL.
      {
        Effect: "Allow",
        Action: "ssm:GetParameters",
        Resource: `arn:${at.partition}:ssm:${at.region}:${at.account}:parameter${versionParameter}`,
      },
      {
        Effect: "Allow",
        Action: "s3:GetObject*",
        Resource: `arn:${at.partition}:s3:::${assetsBucketOf(at)}/*`,
      },
    ],
  },
  look: {
    role: "lookup",
    managed: "ReadOnlyAccess",
    statements: (at) => [
      { Effect: "Deny", Action: dataReads, Resource: "*" },
      { Effect: "Deny", Action: stackReads, NotResource: stacksOf(at) },
    ],
  },
  inspect: {
    role: "lookup",
    managed: null,
    statements: (at) => [
      {
        Effect: "Allow",
        Action: "cloudformation:DescribeStacks",
        Resource: [toolkitStack, helperStackOf(at)].map(
          (name) => `arn:${at.partition}:cloudformation:${at.region}:${at.account}:stack/${name}/*`,
        ),
      },
    ],
  },
  refer: {
    role: "lookup",
    managed: null,
    statements: ({ partition, region, account }) => [
      {
        Effect: "Allow",
        Action: "ssm:GetParameter",
        // Public parameters, such as those of AWS's images, have no account.
        Resource: [
          `arn:${partition}:ssm:${region}:${account}:parameter/*`,
          `arn:${partition}:ssm:*::parameter/aws/service/*`,
        ],
      },
      {
        Effect: "Allow",
        Action: "secretsmanager:DescribeSecret",
        Resource: `arn:${partition}:secretsmanager:${region}:${account}:secret:*`,
      },
      {
        Effect: "Allow",
        Action: "ecr:DescribeImages",
        Resource: `arn:${partition}:ecr:${region}:${account}:repository/*`,
      },
    ],
  },
  readLogs: {
    role: "lookup",
    managed: null,
    statements: ({ partition, region, account }) => [
      { Effect: "Allow", Action: "logs:DescribeLogGroups", Resource: "*" },
      {
        Effect: "Allow",
        Action: "logs:FilterLogEvents",
        Resource: `arn:${partition}:logs:${region}:${account}:log-group:*`,
      },
    ],
  },
  publish: {
    role: "publish",
    managed: null,
    statements: (at) => [
      {
        Effect: "Allow",
        Action: ["s3:PutObject", "s3:GetObject"],
        Resource: `arn:${at.partition}:s3:::${assetsBucketOf(at)}/*`,
      },
    ],
  },
  // These roles do nothing else already.
  help: { role: "helper", managed: null, statements: null },
  ask: { role: "checks", managed: null, statements: null },
} as const satisfies Readonly<Record<string, Purpose>>;

/** The name of a purpose. */
export type PurposeName = keyof typeof purposes;

/** Source: STS API reference, AssumeRole: the largest plain text of a session policy. */
const largestPolicy = 2_048;

/**
 * The session policy of a purpose in an environment, as JSON; null if the session needs none.
 * @throws SettingMissing if it is larger than STS takes.
 */
export function sessionPolicyOf(name: PurposeName, at: EnvironmentPlace): string | null {
  const { statements } = purposes[name] as Purpose;
  if (statements === null) return null;
  const text = JSON.stringify({ Version: "2012-10-17", Statement: statements(at) });
  if (text.length <= largestPolicy) return text;
  throw settingMissing(
    `the session policy for "${name}" in ${at.environment} has ${text.length} characters, and STS takes ${largestPolicy}: give the application a shorter name than ${at.application}`,
  );
}
