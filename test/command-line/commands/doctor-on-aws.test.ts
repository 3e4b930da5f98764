import "../../simulator/environment.ts";
import { environments } from "../../../lib/domain/environment.ts";
import type { Installation } from "../../../lib/installation/installation.ts";
import { readinessOf } from "../../../lib/installation/readiness.ts";
import { reached } from "../../fixtures/reached.ts";
import { Account, type Service } from "../../simulator/account.ts";
import { Process } from "../../simulator/process.ts";
import { Random } from "../../simulator/random.ts";
import { VirtualTime } from "../../simulator/time.ts";

const topic = "arn:aws:sns:us-east-1:1:operators";
const place = { account: "100000000001", region: "us-east-1" };
const installation = {
  application: "shop",
  accounts: { controlPlane: place, development: place, staging: place, production: place },
  topicArns: { operators: topic },
} as unknown as Installation;

/** An account in which everything is ready, and what is different in it. */
async function look(different: Readonly<Record<string, Service>> = {}, region = place.region) {
  const account = new Account(new VirtualTime(0), new Random(1));
  const stack = (StackName: string) => ({
    Stacks: [
      {
        StackName,
        StackId: StackName,
        StackStatus: "CREATE_COMPLETE",
        Outputs: [{ OutputKey: "BootstrapVersion", OutputValue: "99" }],
        Parameters: [{ ParameterKey: "BootstrapVariant", ParameterValue: "AWS CDK: Default Resources" }],
      },
    ],
  });
  const kind: Readonly<Record<string, Service>> = {
    sts: {
      AssumeRole: () => ({
        Credentials: {
          AccessKeyId: "session",
          SecretAccessKey: "secret",
          SessionToken: "token",
          Expiration: new Date(Date.now() + 3_600_000),
        },
      }),
    },
    lambda: { GetAccountSettings: () => ({ AccountLimit: { ConcurrentExecutions: 1_000 } }) },
    cloudwatch: {
      DescribeAlarms: () => ({
        MetricAlarms: [{ AlarmName: "shop-run-stands-still", ActionsEnabled: true, AlarmActions: [topic] }],
      }),
    },
    sns: {
      ListSubscriptionsByTopic: () => ({
        Subscriptions: [{ SubscriptionArn: `${topic}:1`, Endpoint: "ops@example.org" }],
      }),
    },
    cloudformation: { DescribeStacks: ({ StackName }: { StackName: string }) => stack(StackName) },
    EC2Client: {
      DescribeVpcs: () => ({ Vpcs: [{}] }),
      DescribeAddresses: () => ({ Addresses: [] }),
      DescribeAccountAttributes: () => ({
        AccountAttributes: [
          { AttributeName: "vpc-max-elastic-ips", AttributeValues: [{ AttributeValue: "5" }] },
        ],
      }),
    },
    IAMClient: { GetRole: () => ({ Role: {} }) },
  };
  for (const [name, service] of Object.entries(kind))
    account.services.set(name, { ...service, ...different[name] });
  const at = { ...installation.accounts, production: { ...place, region } };
  const lines = await account.carryOut(new Process("doctor", "a terminal"), () =>
    readinessOf({ ...installation, accounts: at }, reached(...environments)),
  );
  return { lines, not: lines.filter(({ state }) => state !== "ready") };
}

const failing = (name: string) => () => {
  throw Object.assign(new Error("it is so"), { name });
};

test("an account in which everything is ready says so of each thing that a first run needs", async () => {
  const { lines, not } = await look();

  expect(not).toEqual([]);
  expect(lines.map(({ about }) => about)).toEqual([
    "concurrent functions",
    "alarms",
    "operators",
    "prices",
    ...environments.flatMap((one) => [
      `bootstrap of ${one}`,
      `networks of ${one}`,
      `service-linked roles of ${one}`,
    ]),
    "addresses of production",
  ]);
});

test("says of a quota that is too small what is needed, and how to ask for it", async () => {
  const { not } = await look({
    lambda: { GetAccountSettings: () => ({ AccountLimit: { ConcurrentExecutions: 10 } }) },
    EC2Client: { DescribeVpcs: () => ({ Vpcs: [{}, {}, {}, {}, {}] }) },
  });

  expect(not.map(({ about, state }) => `${about} ${state}`)).toEqual([
    "concurrent functions not ready",
    ...environments.map((one) => `networks of ${one} not ready`),
  ]);
  for (const { todo } of not) expect(todo).toContain("aws service-quotas request-service-quota-increase");
});

test.each([
  [
    "an alarm that tells nobody",
    { cloudwatch: { DescribeAlarms: () => ({ MetricAlarms: [{ AlarmName: "shop-x", AlarmActions: [] }] }) } },
    "alarms",
    "shop-x tells nobody",
  ],
  [
    "no alarm",
    { cloudwatch: { DescribeAlarms: () => ({ MetricAlarms: [] }) } },
    "alarms",
    "no alarm is named",
  ],
  [
    "operators who confirmed nothing",
    {
      sns: {
        ListSubscriptionsByTopic: () => ({ Subscriptions: [{ SubscriptionArn: "PendingConfirmation" }] }),
      },
    },
    "operators",
    "no alarm reaches anyone",
  ],
  [
    "addresses that are all in use",
    { EC2Client: { DescribeAddresses: () => ({ Addresses: [{}, {}, {}, {}] }) } },
    "addresses of production",
    "4 of 5 elastic addresses are in use",
  ],
] as const)("finds %s, and says what to do", async (_what, different, about, saw) => {
  const { not } = await look(different);

  expect(not).toEqual([
    { about, state: "not ready", saw: expect.stringContaining(saw), todo: expect.stringMatching(/\w+/) },
  ]);
});

test("names each service-linked role that is missing, with the command that makes it", async () => {
  const { not } = await look({ IAMClient: { GetRole: failing("NoSuchEntityException") } });

  expect(not).toHaveLength(3);
  for (const { todo } of not) {
    expect(todo).toContain("aws iam create-service-linked-role --aws-service-name ecs.amazonaws.com && ");
    expect(todo.split("&&")).toHaveLength(4);
  }
});

test("what may not be read is unknown, and everything else is told", async () => {
  const { lines, not } = await look({ IAMClient: { GetRole: failing("AccessDenied") } });

  expect(not.map(({ about, state }) => `${about}: ${state}`)).toEqual(
    environments.map((one) => `service-linked roles of ${one}: unknown`),
  );
  expect(lines).toHaveLength(14);
});

test("prices of another region are unknown", async () => {
  const { not } = await look({}, "eu-central-1");

  expect(not).toMatchObject([
    { about: "prices", state: "unknown", saw: expect.stringContaining("eu-central-1") },
  ]);
});
