import { neverPublic } from "./checks.ts";
import { flag } from "./fact.ts";
import { described, type Service } from "./row.ts";

/** SNS. */
export const sns = {
  iam: "sns",
  inTemplates: true,
  types: {
    "AWS::SNS::Topic": described({
      arn: { kind: null, id: "arn" },
      facts: { encrypted: flag, openToEveryone: flag },
      probes: [
        {
          fact: "topic-policy",
          about: ["openToEveryone"],
          checks: neverPublic,
          holds: ({ openToEveryone }) => !openToEveryone,
          saw: ({ openToEveryone }) => (openToEveryone ? "everyone may use it" : "closed to everyone"),
        },
      ],
      state: null,
      actions: ["sns:GetTopicAttributes"],
      look: "aws sns get-topic-attributes --topic-arn {id}",
      owner: null,
      oneWay: {},
      movingProperties: [],
      holdsData: null,
      listed: null,
      exposure: { what: "a topic policy that names everyone", fact: "openToEveryone", actions: [] },
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
