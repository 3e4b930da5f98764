import { flag } from "./fact.ts";
import { described, type Service } from "./row.ts";

/** IoT Core. */
export const iot = {
  iam: "iot",
  types: {
    "AWS::IoT::TopicRule": described({
      arn: { kind: "rule", id: "name" },
      facts: { disabled: flag },
      probes: [],
      state: null,
      actions: ["iot:ListTopicRules"],
      look: "aws iot get-topic-rule --rule-name {id}",
      owner: null,
      oneWay: {},
      movingProperties: [],
      holdsData: null,
      listed: null,
      exposure: null,
      rehearsed: null,
    }),
  },
} satisfies Service;
