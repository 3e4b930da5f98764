import { ArnFormat, Stack } from "aws-cdk-lib";
import { type IRole, PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { Environment } from "../domain/environment.ts";
import { children } from "../domain/run/children.ts";
import { describeActions, exposeActions, findActions } from "../resources/access.ts";
import type { Ports } from "../tasks.ts";
import type { ControlPlaneSettings } from "./settings.ts";
import { suppressWildcard } from "./suppress.ts";

/** What the ports stand for in this installation. Functions that come later are named by their ARN. */
export type Granted = {
  readonly settings: ControlPlaneSettings;
  readonly tableName: string;
  readonly tableArn: string;
  readonly bucketName: string;
  readonly bucketArn: string;
  readonly signingKeyArn: string;
  readonly tokenKeyArn: string;
  readonly signReceiptArn: string;
  readonly signReceiptName: string;
  readonly stateMachineArn: string;
  readonly topicArnsJson: string;
  readonly topicArns: readonly string[];
  readonly noticesKeyArn: string;
  readonly approvalsUrl: () => string;
  readonly serviceRoleArn: (environment: Environment) => string;
};

/** What a row of the table of tasks says about access. */
type Row = {
  readonly ports: readonly (keyof Ports)[];
  readonly keeps?: true;
  readonly readsOnly?: true;
  readonly keepsBrowsers?: true;
};

/** Actions on resources; `because` says why a resource can only be named by a pattern. */
type Allowed = {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly because: string | null;
  readonly conditions?: Readonly<Record<string, Readonly<Record<string, string>>>>;
};

type Access = {
  readonly allow: readonly Allowed[];
  readonly variables: Readonly<Record<string, string>>;
};

const allow = (actions: readonly string[], ...resources: readonly string[]): Allowed => ({
  actions,
  resources,
  because: null,
});
const allowPattern = (actions: readonly string[], pattern: string, because: string): Allowed => ({
  actions,
  resources: [pattern],
  because,
});

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
const writeStack = [
  "cloudformation:CancelUpdateStack",
  "cloudformation:ContinueUpdateRollback",
  "cloudformation:CreateChangeSet",
  "cloudformation:CreateStack",
  "cloudformation:DeleteChangeSet",
  "cloudformation:DeleteStack",
  "cloudformation:DescribeChangeSet",
  "cloudformation:ExecuteChangeSet",
  "cloudformation:RollbackStack",
  "cloudformation:UpdateStack",
];
const childMachines = [...new Set(children.map(({ machine, environment }) => `${machine}-${environment}`))];
const entryNames = "entries get their names when they are written";
const stackPattern = "a stack's ARN ends with an id that CloudFormation gives it";
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
    for (const { actions, resources, because, conditions = {} } of access.allow) {
      role.addToPrincipalPolicy(
        new PolicyStatement({ actions: [...actions], resources: [...resources], conditions }),
      );
      for (const resource of because === null ? [] : resources)
        suppressWildcard(role, "Resource", resource, because ?? "");
    }
    Object.assign(variables, access.variables);
  }
  return variables;
}

function accessOf(
  port: keyof Ports,
  { keeps, readsOnly, keepsBrowsers }: Row,
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
          ...(readsOnly
            ? []
            : [allowPattern(["s3:PutObject"], `${bucketArn}/infrastructure-records/*`, entryNames)]),
        ],
        variables: { TABLE_NAME: tableName, BUCKET_NAME: bucketName, APPLICATION: settings.application },
      };
    case "ledger":
      // It reads what everybody wrote, and writes the control plane's own chain, copies of it included.
      return accessOf("records", { ports: [] }, granted, environment, stack);
    case "copies":
      return {
        allow: [
          allow(["s3:ListBucketVersions"], bucketArn),
          allowPattern(
            ["s3:GetObject", "s3:GetObjectVersion", "s3:PutObject"],
            `${bucketArn}/infrastructure-records/*`,
            entryNames,
          ),
        ],
        variables: { BUCKET_NAME: bucketName },
      };
    case "histories":
      return {
        allow: [
          allowPattern(
            [
              "states:DescribeExecution",
              "states:DescribeStateMachineForExecution",
              "states:GetExecutionHistory",
            ],
            stack.formatArn({
              service: "states",
              resource: "execution",
              resourceName: `${settings.application}-*`,
              arnFormat: ArnFormat.COLON_RESOURCE_NAME,
            }),
            "executions get their names when they are started",
          ),
          allowPattern(
            ["states:ListExecutions"],
            stack.formatArn({
              service: "states",
              resource: "stateMachine",
              resourceName: `${settings.application}-*`,
              arnFormat: ArnFormat.COLON_RESOURCE_NAME,
            }),
            "the machines come after the functions that they call",
          ),
        ],
        variables: {},
      };
    case "notary":
      return {
        allow: [allow(["lambda:InvokeFunction"], granted.signReceiptArn)],
        variables: { SIGN_RECEIPT_FUNCTION: granted.signReceiptName },
      };
    case "alarms":
      return {
        allow: [
          {
            ...allowPattern(["cloudwatch:PutMetricData"], "*", "a metric is no resource; its namespace is"),
            conditions: { StringEquals: { "cloudwatch:namespace": "Interlock" } },
          },
        ],
        variables: { APPLICATION: settings.application },
      };
    case "changes":
      return {
        allow: [
          allowPattern(
            keeps ? ["s3:GetObject", "s3:PutObject"] : ["s3:GetObject"],
            `${bucketArn}/by-digest/*`,
            "objects are named by the digests of bytes that are yet to come",
          ),
        ],
        variables: { BUCKET_NAME: bucketName },
      };
    case "stacks": {
      if (environment === undefined) throw new Error("only a function of one environment may change stacks");
      const roleArn = granted.serviceRoleArn(environment);
      return {
        allow: [
          allowPattern([...readStack, ...writeStack], stackArn, stackPattern),
          allow(["iam:PassRole"], roleArn),
        ],
        variables: { CLOUDFORMATION_ROLE_ARN: roleArn, BUCKET_NAME: bucketName },
      };
    }
    case "stackReader":
      return { allow: [allowPattern(readStack, stackArn, stackPattern)], variables: {} };
    case "driftDetector":
      return {
        allow: [
          allowPattern(
            [
              "cloudformation:DescribeStacks",
              "cloudformation:DescribeStackResourceDrifts",
              "cloudformation:DetectStackDrift",
            ],
            stackArn,
            stackPattern,
          ),
        ],
        variables: {},
      };
    case "inspector":
      return {
        allow: [allowPattern(describeActions, "*", "describing knows no resource; it changes nothing")],
        variables: {},
      };
    case "logs":
      return {
        allow: [
          allowPattern(
            ["logs:FilterLogEvents"],
            stack.formatArn({
              service: "logs",
              resource: "log-group",
              resourceName: "*",
              arnFormat: ArnFormat.COLON_RESOURCE_NAME,
            }),
            "an environment names its log groups as it likes; they are only read",
          ),
        ],
        variables: {},
      };
    case "buckets":
      if (environment === undefined) throw new Error("only a function of one environment may empty buckets");
      return {
        allow: [
          allowPattern(
            ["s3:ListBucketVersions"],
            `arn:aws:s3:::${settings.application}-${environment}-*`,
            "CloudFormation gives buckets names that begin with their stack's",
          ),
          allowPattern(
            ["s3:DeleteObject", "s3:DeleteObjectVersion"],
            `arn:aws:s3:::${settings.application}-${environment}-*/*`,
            "CloudFormation gives buckets names that begin with their stack's",
          ),
        ],
        variables: {},
      };
    case "finder":
      return {
        allow: [
          allowPattern(findActions, "*", "looking for what is left knows no resource; it changes nothing"),
        ],
        variables: {},
      };
    case "exposure":
      return {
        allow: [allowPattern(exposeActions, "*", "describing knows no resource; it changes nothing")],
        variables: {},
      };
    case "executions":
      return {
        allow: [
          allow(["states:StartExecution"], granted.stateMachineArn),
          allowPattern(
            ["states:DescribeExecution"],
            executionArn,
            "executions get their names when they are started",
          ),
        ],
        variables: { STATE_MACHINE_ARN: granted.stateMachineArn },
      };
    case "children":
      return {
        allow: childMachines.map((machine) =>
          allowPattern(
            ["states:StopExecution"],
            `${executionArn.replace(/-provisioning-plan:\*$/, "")}-${machine}:*`,
            "executions get their names when they are started",
          ),
        ),
        variables: { STATE_MACHINE_ARN: granted.stateMachineArn },
      };
    case "callbacks":
      // A task token names no resource that a policy could: only the machine can be named.
      return {
        allow: [
          allow(["states:SendTaskSuccess"], granted.stateMachineArn),
          allow(["kms:Decrypt"], granted.tokenKeyArn),
        ],
        variables: {},
      };
    case "tokenSeal":
      return {
        allow: [allow(["kms:Encrypt"], granted.tokenKeyArn)],
        variables: { TOKEN_KEY_ARN: granted.tokenKeyArn },
      };
    case "subscriptions":
      return {
        allow: [allow(["sns:ListSubscriptionsByTopic"], ...granted.topicArns)],
        variables: { TOPIC_ARNS: granted.topicArnsJson },
      };
    case "browsers":
      return {
        allow: [allow(["dynamodb:GetItem", ...(keepsBrowsers ? ["dynamodb:UpdateItem"] : [])], tableArn)],
        variables: { TABLE_NAME: tableName },
      };
    case "identityProvider":
      return {
        allow:
          settings.oidc === undefined
            ? []
            : [
                allowPattern(
                  ["secretsmanager:GetSecretValue"],
                  stack.formatArn({
                    service: "secretsmanager",
                    resource: "secret",
                    resourceName: `${settings.oidc.clientSecretName}-*`,
                    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
                  }),
                  "Secrets Manager ends a secret's ARN with letters of its own",
                ),
              ],
        variables: {},
      };
    case "notices":
      return {
        allow: [
          allow(["sns:Publish"], ...granted.topicArns),
          allow(["kms:Decrypt", "kms:GenerateDataKey"], granted.noticesKeyArn),
        ],
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
      const { application, approvers, platformOwner, committers, mailRelay, oidc, waivers, quietSeconds } =
        settings;
      return {
        allow: [],
        variables: {
          SETTINGS: JSON.stringify({
            application,
            approvers,
            platformOwner,
            committers,
            mailRelay,
            oidc,
            waivers,
            quietSeconds,
          }),
          APPROVALS_URL: granted.approvalsUrl(),
        },
      };
    }
    case "ids":
    case "clock":
      return { allow: [], variables: {} };
  }
}
