import { DescribeEventBusCommand } from "@aws-sdk/client-eventbridge";
import {
  ListAttachedRolePoliciesCommand,
  ListRolesCommand,
  paginateListRolePolicies,
} from "@aws-sdk/client-iam";
import { GetKeyPolicyCommand } from "@aws-sdk/client-kms";
import { GetPolicyCommand, paginateListFunctions } from "@aws-sdk/client-lambda";
import { GetBucketPolicyCommand } from "@aws-sdk/client-s3";
import { GetTopicAttributesCommand, ListSubscriptionsByTopicCommand } from "@aws-sdk/client-sns";
import { ListQueuesCommand } from "@aws-sdk/client-sqs";
import type { Installation } from "../../../../lib/installation/installation.ts";
import { describe } from "../../../../lib/ports/shared/cloudformation/stack.ts";
import { controlPlaneOf } from "../../../../lib/settings/names.ts";
import type { Clients } from "./clients.ts";

/** What somebody would have to change to get at the control plane, by what it is about. */
export type State = Readonly<Record<string, string>>;

/** Who hears, and who may do what: topics, buckets, keys, functions, queues and roles of the control plane, as they are now. */
export async function stateOf(clients: Clients, installation: Installation): Promise<State> {
  const { sns, s3, kms, lambda, sqs, iam, cloudFormation, events } = clients;
  const { topicArns, bucketName, assetsBucketName, signingKeyArns, decisionKeyArn, operatorKeyArn, busName } =
    installation;
  const state: Record<string, string> = {};
  const note = async (about: string, read: () => Promise<unknown>) => {
    state[about] = JSON.stringify(await read().catch((error: Error) => error.name)) ?? "";
  };
  for (const [id, TopicArn] of Object.entries(topicArns)) {
    await note(`who hears ${id}`, async () => {
      const { Subscriptions = [] } = await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn }));
      return Subscriptions.map(({ Protocol, Endpoint }) => [Protocol, Endpoint]);
    });
    await note(`the policy of the topic ${id}`, async () => {
      const { Attributes = {} } = await sns.send(new GetTopicAttributesCommand({ TopicArn }));
      return Attributes["Policy"];
    });
  }
  for (const Bucket of [bucketName, assetsBucketName])
    await note(
      `the policy of ${Bucket}`,
      async () => (await s3.send(new GetBucketPolicyCommand({ Bucket }))).Policy,
    );
  for (const KeyId of [...signingKeyArns, decisionKeyArn, operatorKeyArn])
    await note(
      `the policy of ${KeyId}`,
      async () => (await kms.send(new GetKeyPolicyCommand({ KeyId }))).Policy,
    );
  for await (const { Functions = [] } of paginateListFunctions({ client: lambda }, {}))
    for (const { FunctionName, CodeSha256 } of Functions)
      await note(`the function ${FunctionName}`, async () => [
        CodeSha256,
        await lambda.send(new GetPolicyCommand({ FunctionName })).then(
          ({ Policy }) => Policy,
          () => null,
        ),
      ]);
  await note(
    "the policy of the bus",
    async () => (await events.send(new DescribeEventBusCommand({ Name: busName }))).Policy,
  );
  await note("the queues", async () => (await sqs.send(new ListQueuesCommand({}))).QueueUrls);
  await note(
    "the stack",
    async () => (await describe(cloudFormation, controlPlaneOf(installation.application)))?.StackStatus,
  );
  const { Roles = [] } = await iam.send(new ListRolesCommand({}));
  for (const { RoleName, AssumeRolePolicyDocument } of Roles)
    await note(`the role ${RoleName}`, async () => {
      const inline: string[] = [];
      for await (const { PolicyNames = [] } of paginateListRolePolicies({ client: iam }, { RoleName }))
        inline.push(...PolicyNames);
      const { AttachedPolicies = [] } = await iam.send(new ListAttachedRolePoliciesCommand({ RoleName }));
      return [AssumeRolePolicyDocument, inline, AttachedPolicies.map(({ PolicyName }) => PolicyName)];
    });
  return state;
}

/** What is different now, in words; null if nothing is. */
export function difference(before: State, after: State): string | null {
  const changed = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (about) => before[about] !== after[about],
  );
  return changed.length === 0 ? null : `changed: ${changed.join(", ")}`;
}
