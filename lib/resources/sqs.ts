import { neverPublic } from "./checks.ts";
import { flag } from "./fact.ts";
import { described, type Service } from "./row.ts";

/** SQS. */
export const sqs = {
  iam: "sqs",
  inTemplates: true,
  types: {
    "AWS::SQS::Queue": described({
      // CloudFormation's id is the queue's URL, which ends with its name.
      arn: { kind: null, id: "name" },
      facts: { openToEveryone: flag },
      probes: [
        {
          fact: "queue-policy",
          about: ["openToEveryone"],
          checks: neverPublic,
          holds: ({ openToEveryone }) => !openToEveryone,
          saw: ({ openToEveryone }) => (openToEveryone ? "everyone may use it" : "closed to everyone"),
        },
      ],
      state: null,
      actions: ["sqs:GetQueueUrl", "sqs:GetQueueAttributes"],
      look: "aws sqs get-queue-attributes --attribute-names All --queue-url {id}",
      owner: null,
      oneWay: {},
      movingProperties: [],
      holdsData: "its messages can't be sent again",
      listed: null,
      exposure: { what: "a queue policy that names everyone", fact: "openToEveryone", actions: [] },
      rehearsed: null,
    }),
    "AWS::SQS::QueuePolicy": {
      goneBy: "owner",
      owner: { types: ["AWS::SQS::Queue"], property: "Queues" },
      oneWay: {},
      holdsData: null,
    },
  },
} satisfies Service;
