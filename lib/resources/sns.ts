import { flag } from "./fact.ts";
import { described, type Service } from "./row.ts";

/** SNS. */
export const sns = {
  iam: "sns",
  types: {
    "AWS::SNS::Topic": described({
      arn: { kind: null, id: "arn" },
      facts: { encrypted: flag },
      probes: [],
      state: null,
      actions: ["sns:GetTopicAttributes"],
      look: "aws sns get-topic-attributes --topic-arn {id}",
      owner: null,
      oneWay: {},
      movingProperties: [],
      holdsData: null,
      listed: null,
      exposure: { what: "a topic policy that names everyone", fact: null, actions: [] },
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
