import { policyProbe, policyShapes, policyTextProbe, withoutOwnPolicy } from "./checks.ts";
import { flag } from "./fact.ts";
import { described, opening, ownedBy, type Service } from "./row.ts";

/** SNS. */
export const sns = {
  iam: "sns",
  types: {
    "AWS::SNS::Topic": described({
      arn: { kind: null, id: "arn" },
      facts: { encrypted: flag, ...policyShapes },
      probes: [policyProbe, policyTextProbe],
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
    "AWS::SNS::TopicPolicy": {
      ...opening(ownedBy("AWS::SNS::Topic", "Topics")),
      readOfOwner: withoutOwnPolicy,
    },
    "AWS::SNS::Subscription": ownedBy("AWS::SNS::Topic", "TopicArn"),
  },
} satisfies Service;
