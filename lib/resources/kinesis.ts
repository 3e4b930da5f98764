import { policyProbe } from "./checks.ts";
import { flag, moving, orUnseen, text } from "./fact.ts";
import { described, opening, ownedBy, type Service } from "./row.ts";

/** Kinesis Data Streams. Source of the states: Kinesis API reference, DescribeStreamSummary. */
export const kinesis = {
  iam: "kinesis",
  types: {
    "AWS::Kinesis::Stream": described({
      arn: { kind: "stream", id: "name" },
      facts: {
        status: moving(text("ACTIVE", "UPDATING", "CREATING", "DELETING")),
        encryption: text("KMS", "NONE"),
        admitsEveryone: orUnseen(flag),
      },
      probes: [
        {
          fact: "active",
          about: ["status"],
          checks: ["health-checks-operational"],
          settles: true,
          holds: ({ status }) => status === "ACTIVE" || status === "UPDATING",
          saw: ({ status }) => status,
        },
        {
          fact: "stream-encryption",
          about: ["encryption"],
          checks: ["encrypted-storage"],
          holds: ({ encryption }) => encryption === "KMS",
          saw: ({ encryption }) => encryption,
        },
        policyProbe,
      ],
      state: { fact: "status", gone: [], going: ["DELETING"] },
      actions: ["kinesis:DescribeStreamSummary", "kinesis:GetResourcePolicy"],
      look: "aws kinesis describe-stream-summary --stream-name {id}",
      owner: null,
      oneWay: {
        RetentionPeriodHours:
          'Kinesis developer guide, "Change the data retention period": a shorter period makes older records inaccessible',
      },
      movingProperties: [],
      holdsData: "its records can't be written again",
      listed: null,
      exposure: { what: "a stream policy that names everyone", fact: "admitsEveryone", actions: [] },
      rehearsed: null,
    }),
    "AWS::Kinesis::ResourcePolicy": opening(ownedBy("AWS::Kinesis::Stream", "ResourceArn")),
  },
} satisfies Service;
