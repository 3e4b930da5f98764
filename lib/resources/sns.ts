import { policyProbe } from "./checks.ts";
import { flag, orUnseen } from "./fact.ts";
import { described, opening, ownedBy, type Service } from "./row.ts";

/** SNS. */
export const sns = {
  iam: "sns",
  types: {
    "AWS::SNS::Topic": described({
      arn: { kind: null, id: "arn" },
      facts: { encrypted: flag, admitsEveryone: orUnseen(flag) },
      probes: [policyProbe],
      state: null,
      actions: ["sns:GetTopicAttributes"],
      look: "aws sns get-topic-attributes --topic-arn {id}",
      owner: null,
      oneWay: {},
      movingProperties: [],
      holdsData: null,
      listed: null,
      exposure: { what: "a topic policy that names everyone", fact: "admitsEveryone", actions: [] },
      rehearsed: null,
    }),
    "AWS::SNS::TopicInlinePolicy": opening(ownedBy("AWS::SNS::Topic", "TopicArn")),
    "AWS::SNS::TopicPolicy": opening(ownedBy("AWS::SNS::Topic", "Topics")),
    "AWS::SNS::Subscription": ownedBy("AWS::SNS::Topic", "TopicArn"),
  },
} satisfies Service;
