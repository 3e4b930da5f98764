import {
  CreateChangeSetCommand,
  CreateStackCommand,
  DeleteStackCommand,
  UpdateStackCommand,
} from "@aws-sdk/client-cloudformation";
import { PutEventsCommand, PutPermissionCommand } from "@aws-sdk/client-eventbridge";
import {
  AttachRolePolicyCommand,
  PutRolePolicyCommand,
  UpdateAssumeRolePolicyCommand,
} from "@aws-sdk/client-iam";
import { AddPermissionCommand, InvokeCommand, UpdateFunctionCodeCommand } from "@aws-sdk/client-lambda";
import { PutObjectCommand } from "@aws-sdk/client-s3";
import {
  SendTaskSuccessCommand,
  StartExecutionCommand,
  UpdateStateMachineCommand,
} from "@aws-sdk/client-sfn";
import { ReceiveMessageCommand, SendMessageCommand } from "@aws-sdk/client-sqs";
import { AssumeRoleCommand } from "@aws-sdk/client-sts";
import { environments } from "../../../../lib/domain/environment.ts";
import {
  environmentRoles,
  executionRoleArnOf,
  roleArnOf,
} from "../../../../lib/ports/shared/environments/roles.ts";
import { controlPlaneOf } from "../../../../lib/settings/names.ts";
import { emptyStack, mustFail, open, otherwise, present, type Request, type Target } from "./requests.ts";

/** Whatever runs: functions, machines, roles, stacks, and what starts them. */
export function requestsAboutCode({ installation, places, buildsUrl }: Target): readonly Request[] {
  const { busName, stateMachineArn, accounts, application } = installation;
  const { account, region } = accounts.controlPlane;
  const functionArn = (name: string) => `arn:aws:lambda:${region}:${account}:function:${application}-${name}`;
  const roleArn = (name: string) => `arn:aws:iam::${account}:role/${name}`;
  const bus = `arn:aws:events:${region}:${account}:event-bus/${busName}`;
  const stack = `arn:aws:cloudformation:${region}:${account}:stack/${controlPlaneOf(application)}/id`;
  return [
    ...["decide", "sign-receipt", "sweep", "open-gate"].flatMap((name): Request[] => [
      [
        2,
        `invokes ${name}`,
        ({ lambda }) =>
          lambda.send(new InvokeCommand({ FunctionName: functionArn(name), Payload: Buffer.from("{}") })),
      ],
      [
        2,
        `replaces the code of ${name}`,
        ({ lambda }) =>
          lambda.send(
            new UpdateFunctionCodeCommand({ FunctionName: functionArn(name), ZipFile: Buffer.from("x") }),
          ),
      ],
      [
        2,
        `lets itself invoke ${name}`,
        ({ lambda }) =>
          lambda.send(
            new AddPermissionCommand({
              FunctionName: functionArn(name),
              StatementId: "mine",
              Action: "lambda:InvokeFunction",
              Principal: "222222222222",
            }),
          ),
      ],
    ]),
    [
      2,
      "assumes the control plane's bootstrap role",
      ({ sts }) =>
        sts.send(
          new AssumeRoleCommand({
            RoleArn: roleArn(`cdk-hnb659fds-deploy-role-${account}-${region}`),
            RoleSessionName: "mine",
          }),
        ),
    ],
    [
      2,
      "assumes the control plane's role of CloudFormation",
      ({ sts }) =>
        sts.send(
          new AssumeRoleCommand({
            RoleArn: roleArn(`cdk-hnb659fds-cfn-exec-role-${account}-${region}`),
            RoleSessionName: "mine",
          }),
        ),
    ],
    ...environments.flatMap((to): Request[] =>
      [...environmentRoles.map((role) => roleArnOf(role, places[to])), executionRoleArnOf(places[to])].map(
        (RoleArn): Request => [
          2,
          `assumes ${RoleArn}, if it is another account's`,
          ({ sts }, from) =>
            otherwise(from === to, () =>
              sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: "mine" })),
            ),
        ],
      ),
    ),
    ...environments.map(
      (to): Request => [
        2,
        `deploys under the role of CloudFormation of ${to}, if that is another account's`,
        ({ cloudFormation }, from) =>
          otherwise(from === to, () =>
            cloudFormation.send(
              new CreateStackCommand({
                StackName: `${application}-${to}-mine`,
                TemplateBody: emptyStack,
                RoleARN: executionRoleArnOf(places[to]),
              }),
            ),
          ),
      ],
    ),
    ...environments.map(
      (to): Request => [
        2,
        `puts a file into the bootstrap's bucket of ${to}, if that is another account's`,
        ({ s3 }, from) =>
          otherwise(from === to, () =>
            s3.send(
              new PutObjectCommand({
                Bucket: `cdk-hnb659fds-assets-${places[to].account}-${places[to].region}`,
                Key: "mine",
                Body: "mine",
              }),
            ),
          ),
      ],
    ),
    [
      2,
      "starts the state machine",
      ({ states }) => states.send(new StartExecutionCommand({ stateMachineArn, name: "mine", input: "{}" })),
    ],
    [
      2,
      "replaces the state machine",
      ({ states }) =>
        states.send(
          new UpdateStateMachineCommand({
            stateMachineArn,
            definition: '{"StartAt":"End","States":{"End":{"Type":"Succeed"}}}',
          }),
        ),
    ],
    [
      2,
      "answers a gate's token",
      ({ states }) =>
        states.send(new SendTaskSuccessCommand({ taskToken: "a-token-that-was-guessed", output: "{}" })),
    ],
    [
      2,
      "puts an event on the control plane's bus",
      ({ events }) =>
        mustFail(
          events.send(
            new PutEventsCommand({
              Entries: [
                { EventBusName: bus, Source: "interlock", DetailType: "Change Submitted", Detail: "{}" },
              ],
            }),
          ),
        ),
    ],
    [
      2,
      "opens the control plane's bus",
      // The emulator takes it for a bus of the caller's own account: whether ours has changed is looked at.
      async ({ events }) =>
        present(
          (await events.send(
            new PutPermissionCommand({
              EventBusName: bus,
              Action: "events:PutEvents",
              Principal: "*",
              StatementId: "mine",
            }),
          )) && undefined,
        ),
    ],
    [
      2,
      "puts a commit into the queue of builds",
      ({ sqs }) => sqs.send(new SendMessageCommand({ QueueUrl: buildsUrl, MessageBody: "{}" })),
    ],
    [
      2,
      "takes a commit out of the queue of builds",
      ({ sqs }) => sqs.send(new ReceiveMessageCommand({ QueueUrl: buildsUrl })),
    ],
    [
      2,
      "updates the control plane's stack",
      ({ cloudFormation }) =>
        cloudFormation.send(new UpdateStackCommand({ StackName: stack, TemplateBody: emptyStack })),
    ],
    [
      2,
      "makes a change set of the control plane's stack",
      ({ cloudFormation }) =>
        cloudFormation.send(
          new CreateChangeSetCommand({ StackName: stack, ChangeSetName: "mine", TemplateBody: emptyStack }),
        ),
    ],
    [
      2,
      "deletes the control plane's stack by its name",
      async ({ cloudFormation }) =>
        // A stack that is not there counts as deleted.
        present(
          (await cloudFormation.send(new DeleteStackCommand({ StackName: controlPlaneOf(application) }))) &&
            undefined,
        ),
    ],
    [
      2,
      "makes a role of the control plane trust it",
      ({ iam }) =>
        iam.send(
          new UpdateAssumeRolePolicyCommand({
            RoleName: `cdk-hnb659fds-deploy-role-${account}-${region}`,
            PolicyDocument: open("*"),
          }),
        ),
    ],
    [
      2,
      "writes a policy of a role of the control plane",
      ({ iam }) =>
        iam.send(
          new PutRolePolicyCommand({
            RoleName: `cdk-hnb659fds-deploy-role-${account}-${region}`,
            PolicyName: "mine",
            PolicyDocument: open("*"),
          }),
        ),
    ],
    [
      2,
      "attaches a policy to a role of the control plane",
      ({ iam }) =>
        iam.send(
          new AttachRolePolicyCommand({
            RoleName: `cdk-hnb659fds-deploy-role-${account}-${region}`,
            PolicyArn: "arn:aws:iam::aws:policy/AdministratorAccess",
          }),
        ),
    ],
  ];
}
