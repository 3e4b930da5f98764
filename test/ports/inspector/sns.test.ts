import { GetTopicAttributesCommand, SNSClient } from "@aws-sdk/client-sns";
import { mockClient } from "aws-sdk-client-mock";
import { readers } from "../../../lib/ports/inspector/readers/sns.ts";
import { reached } from "../../fixtures/reached.ts";

const sns = mockClient(SNSClient);
afterAll(() => sns.restore());
const arn = "arn:aws:sns:eu-west-1:111122223333:orders";

/**
 * The policy that SNS gives a topic, and that CloudFormation gives it back when it deletes the one of a template. It is written out
 * here again on purpose: the reader's own copy could hold the same slip twice.
 */
const byDefault = {
  Version: "2008-10-17",
  Id: "__default_policy_ID",
  Statement: [
    {
      Effect: "Allow",
      Sid: "__default_statement_ID",
      Principal: { AWS: "*" },
      Action: [
        "SNS:GetTopicAttributes",
        "SNS:SetTopicAttributes",
        "SNS:AddPermission",
        "SNS:RemovePermission",
        "SNS:DeleteTopic",
        "SNS:Subscribe",
        "SNS:ListSubscriptionsByTopic",
        "SNS:Publish",
      ],
      Resource: arn,
      Condition: { StringEquals: { "AWS:SourceOwner": "111122223333" } },
    },
  ],
};
const [statement] = byDefault.Statement;

const topicWith = (policy: object | null) => {
  sns.reset();
  sns
    .on(GetTopicAttributesCommand)
    .resolves({ Attributes: policy === null ? {} : { Policy: JSON.stringify(policy) } });
  return readers["AWS::SNS::Topic"](arn, reached("production").clients("look", "production"));
};

describe("a topic", () => {
  test("has no policy of its own while SNS's default one is in force", async () => {
    expect(await topicWith(byDefault)).toMatchObject({ admitsEveryone: false, policy: [], documents: [] });
  });

  test.each([
    ["a second statement", { Statement: [statement, { ...statement, Sid: "more" }] }],
    [
      "another account",
      { Statement: [{ ...statement, Condition: { StringEquals: { "AWS:SourceOwner": "444455556666" } } }] },
    ],
    ["fewer actions", { Statement: [{ ...statement, Action: ["SNS:Publish"] }] }],
    ["no condition", { Statement: [{ ...statement, Condition: undefined }] }],
  ])("has one of its own that differs from the default by %s", async (_by, changed) => {
    expect(await topicWith({ ...byDefault, ...changed })).toMatchObject({
      policy: [expect.any(String)],
      documents: [expect.stringContaining("__default_policy_ID")],
    });
  });

  test("has an unknown policy when SNS does not tell it", async () => {
    expect(await topicWith(null)).toMatchObject({ admitsEveryone: null, policy: null, documents: null });
  });
});
