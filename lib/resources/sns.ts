import { policyProbe } from "./checks.ts";
import { flag, orUnseen } from "./fact.ts";
import { described, type Service } from "./row.ts";

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
    "AWS::SNS::TopicPolicy": {
      goneBy: "owner",
      owner: { types: ["AWS::SNS::Topic"], property: "Topics" },
      oneWay: {},
      holdsData: null,
    },
    "AWS::SNS::Subscription": {
      goneBy: "owner",
      owner: { types: ["AWS::SNS::Topic"], property: "TopicArn" },
      oneWay: {},
      holdsData: null,
    },
  },
} satisfies Service;
