import { policyProbe, policyShapes, policyTextProbe, withoutOwnPolicy } from "./checks.ts";
import { described, opening, ownedBy, type Service } from "./row.ts";

/** SQS. */
export const sqs = {
  iam: "sqs",
  types: {
    "AWS::SQS::Queue": described({
      // CloudFormation's id is the queue's URL, which ends with its name.
      arn: { kind: null, id: "name" },
      facts: { ...policyShapes },
      probes: [policyProbe, policyTextProbe],
      state: null,
      actions: ["sqs:GetQueueUrl", "sqs:GetQueueAttributes"],
      look: "aws sqs get-queue-attributes --attribute-names All --queue-url {id}",
      owner: null,
      oneWay: {},
      movingProperties: [],
      holdsData: "its messages can't be sent again",
      listed: null,
      exposure: { what: "a queue policy that names everyone", fact: "admitsEveryone", actions: [] },
      rehearsed: null,
    }),
    "AWS::SQS::QueueInlinePolicy": opening(ownedBy("AWS::SQS::Queue", "Queue")),
    "AWS::SQS::QueuePolicy": {
      ...opening(ownedBy("AWS::SQS::Queue", "Queues")),
      readOfOwner: withoutOwnPolicy,
    },
  },
} satisfies Service;
