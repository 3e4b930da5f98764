import {
  ConfirmSubscriptionCommand,
  GetSubscriptionAttributesCommand,
  ListSubscriptionsByTopicCommand,
  SNSClient,
} from "@aws-sdk/client-sns";
import { mockClient } from "aws-sdk-client-mock";
import { approvers, confirmApprover, confirmationIn } from "../../../lib/command-line/approver-mail.ts";
import { isProtected, subscriptionsAt } from "../../../lib/ports/subscriptions/aws.ts";

const sns = mockClient(SNSClient);
afterAll(() => sns.restore());
const paula = { id: "paula", address: "paula@example.com" };
const topicArns = { paula: "arn:aws:sns:us-east-1:000000000000:paula" };
const place = { account: "111111111111", region: "us-east-1" };
const installation = {
  application: "shop",
  plan: "21.03",
  tableName: "",
  bucketName: "",
  assetsBucketName: "",
  stateMachineArn: "",
  accounts: { controlPlane: place, development: place, staging: place, production: place },
  approvalsUrl: "",
  busName: "",
  signingKeyArns: [],
  decisionKeyArn: "",
  operatorKeyArn: "",
  exceptions: { principals: [], administrators: [], waivers: [] },
  sweepFunctionName: "",
  watchRecordsFunctionName: "",
  approvers: [paula],
  topicArns,
};
const listed = (...Subscriptions: object[]) =>
  sns.on(ListSubscriptionsByTopicCommand).resolves({ Subscriptions });
const confirmed = { Protocol: "email", Endpoint: paula.address, SubscriptionArn: `${topicArns.paula}:1` };
const waiting = { ...confirmed, SubscriptionArn: "PendingConfirmation" };
const problems = async (mailRelay?: string) =>
  (await subscriptionsAt({ topicArns, mailRelay }).subscriptionsOf(paula)).map(({ problem }) => problem);

beforeEach(() => sns.reset());

describe("an approver is reached", () => {
  test("by an e-mail subscription that was confirmed, at the address of the directory", async () => {
    listed(confirmed);
    expect(await problems()).toEqual([null]);
  });

  test.each([
    ["one that nobody has confirmed", waiting, "nobody has confirmed it"],
    ["one to another address", { ...confirmed, Endpoint: "old@example.com" }, "it goes to old@example.com"],
  ])("not by %s", async (_, subscription, said) => {
    listed(subscription);
    expect(await problems()).toEqual([expect.stringContaining(said)]);
  });

  test("by a relay only where the settings name it, and never by another one", async () => {
    const relay = "http://127.0.0.1:4653";
    const through = { Protocol: "http", Endpoint: `${relay}/paula%40example.com`, SubscriptionArn: "arn:1" };
    listed(through);
    expect(await problems()).toEqual([expect.stringContaining("the directory says paula@example.com")]);
    expect(await problems(relay)).toEqual([null]);
    expect(await problems("http://127.0.0.1:1")).toEqual([expect.stringContaining("it goes to http://")]);
    const [way] = await subscriptionsAt({ topicArns, mailRelay: relay }).subscriptionsOf(paula);
    expect(way?.through).toContain("not by e-mail");
  });
});

describe("a mail is overheard", () => {
  const foreign = async (mailRelay?: string) =>
    (await subscriptionsAt({ topicArns, mailRelay }).subscriptionsOf(paula)).filter((one) => one.isForeign);
  const queue = { Protocol: "sqs", Endpoint: "arn:aws:sqs:us-east-1:1:theirs", SubscriptionArn: "arn:2" };

  test.each([
    ["a queue", queue, "sqs to arn:aws:sqs:us-east-1:1:theirs"],
    ["another address", { ...confirmed, Endpoint: "mallory@example.com" }, "e-mail to mallory@example.com"],
  ])("by %s that subscribed beside the directory's", async (_what, theirs, through) => {
    listed(confirmed, theirs);
    expect(await foreign()).toMatchObject([{ through }]);
  });

  test("also by the one behind a hundred others", async () => {
    sns
      .on(ListSubscriptionsByTopicCommand)
      .resolvesOnce({ Subscriptions: [confirmed], NextToken: "2" })
      .resolvesOnce({ Subscriptions: [queue] });
    expect(await foreign()).toHaveLength(1);
  });

  test("by nobody who has not confirmed yet", async () => {
    listed(confirmed, { ...queue, SubscriptionArn: "PendingConfirmation" }, waiting);
    expect(await foreign()).toEqual([]);
  });

  test("and the list of approvers says so", async () => {
    listed(confirmed, queue);
    const [found] = await approvers({ installation, sandbox: null });
    expect(found?.problem).toContain("mails to paula also reach sqs to arn:aws:sqs:us-east-1:1:theirs");
  });
});

describe("a confirmation", () => {
  const link = `https://sns.us-east-1.amazonaws.com/confirmation.html?Action=ConfirmSubscription&TopicArn=${topicArns.paula}&Token=abc`;

  test("is made so that no mail scanner can end the subscription", async () => {
    sns.on(ConfirmSubscriptionCommand).resolves({ SubscriptionArn: confirmed.SubscriptionArn });
    expect(await confirmApprover(installation, link)).toBe("paula");
    expect(sns.commandCalls(ConfirmSubscriptionCommand)[0]?.args[0].input).toEqual({
      TopicArn: topicArns.paula,
      Token: "abc",
      AuthenticateOnUnsubscribe: "true",
    });
  });

  test("of a topic that is no approver's here, or by a link that is none, is refused", async () => {
    await expect(confirmApprover(installation, link.replace(":paula", ":mallory"))).rejects.toThrow(
      "not the topic of an approver of this installation",
    );
    for (const wrong of [
      "",
      "hello",
      "https://example.com/?Action=Unsubscribe",
      link.replace("&Token=abc", ""),
    ])
      expect(() => confirmationIn(wrong)).toThrow("is not a confirmation link");
    expect(sns.commandCalls(ConfirmSubscriptionCommand)).toHaveLength(0);
  });

  test("that was made in a browser lets anyone unsubscribe, and doctor says so", async () => {
    listed(confirmed);
    sns.on(GetSubscriptionAttributesCommand).resolves({
      Attributes: { ConfirmationWasAuthenticated: "false" },
    });
    expect(await isProtected({ topicArns }, paula)).toBe(false);
    const [found] = await approvers({ installation, sandbox: null });
    expect(found?.problem).toContain("even a mail scanner can end the mails to paula");
  });
});
