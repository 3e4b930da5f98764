import { moving, text } from "./fact.ts";
import { described, type Service } from "./row.ts";

/** Firehose. Source of the states: Firehose API reference, DeliveryStreamDescription. */
export const firehose = {
  iam: "firehose",
  types: {
    "AWS::KinesisFirehose::DeliveryStream": described({
      arn: { kind: "deliverystream", id: "name" },
      facts: {
        status: moving(
          text("ACTIVE", "CREATING", "CREATING_FAILED", "DELETING", "DELETING_FAILED", "SUSPENDED"),
        ),
      },
      probes: [
        {
          fact: "active",
          about: ["status"],
          checks: ["health-checks-operational"],
          settles: true,
          holds: ({ status }) => status === "ACTIVE",
          saw: ({ status }) => status,
        },
      ],
      state: { fact: "status", gone: [], going: ["DELETING"] },
      actions: ["firehose:DescribeDeliveryStream"],
      look: "aws firehose describe-delivery-stream --delivery-stream-name {id}",
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
