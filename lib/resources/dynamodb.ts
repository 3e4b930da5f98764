import { flag, moving, text } from "./fact.ts";
import { described, type Service } from "./row.ts";

/** DynamoDB. Source of the states: DynamoDB API reference, TableDescription. */
export const dynamodb = {
  iam: "dynamodb",
  types: {
    "AWS::DynamoDB::Table": described({
      arn: { kind: "table", id: "name" },
      facts: {
        status: moving(text("CREATING", "ACTIVE", "UPDATING", "DELETING", "ARCHIVED")),
        encryption: text("KMS", "AWS owned key"),
        pointInTimeRecovery: flag,
        deletionProtected: flag,
      },
      probes: [
        {
          fact: "available",
          about: ["status"],
          checks: ["health-checks-operational", "production-grade-database"],
          settles: true,
          // Source: DynamoDB developer guide, "Basic operations on tables": a table that is updated remains available.
          holds: ({ status }) => status === "ACTIVE" || status === "UPDATING",
          saw: ({ status }) => status,
        },
        {
          // Source: DynamoDB developer guide, "Encryption at rest": every table is encrypted, by default with a key that
          // DynamoDB owns. As with buckets, only a key in KMS shows that the template asks for it.
          fact: "table-encryption",
          about: ["encryption"],
          checks: ["encrypted-storage"],
          holds: ({ encryption }) => encryption === "KMS",
          saw: ({ encryption }) => encryption,
        },
        {
          fact: "point-in-time-recovery",
          about: ["pointInTimeRecovery"],
          checks: ["production-grade-database"],
          holds: ({ pointInTimeRecovery }) => pointInTimeRecovery,
          saw: ({ pointInTimeRecovery }) => (pointInTimeRecovery ? "recoverable" : "not recoverable"),
        },
        {
          fact: "deletion-protection",
          about: ["deletionProtected"],
          checks: ["production-grade-database"],
          holds: ({ deletionProtected }) => deletionProtected,
          saw: ({ deletionProtected }) => (deletionProtected ? "protected" : "not protected"),
        },
      ],
      state: { fact: "status", gone: [], going: ["DELETING"] },
      actions: ["dynamodb:DescribeTable", "dynamodb:DescribeContinuousBackups"],
      look: "aws dynamodb describe-table --table-name {id}",
      owner: null,
      oneWay: {
        TimeToLiveSpecification: 'DynamoDB developer guide, "Using time to live": expired items are deleted',
        PointInTimeRecoverySpecification:
          'DynamoDB developer guide, "Point-in-time recovery: How it works": switching it off loses the backups',
      },
      // Source: DynamoDB developer guide, "Managing throughput capacity automatically with DynamoDB auto scaling".
      movingProperties: ["ProvisionedThroughput"],
      holdsData: "its items can't be made again",
      listed: null,
      // Source: DynamoDB developer guide, "Block public access": a table refuses a policy that names everyone.
      exposure: null,
      rehearsed: null,
    }),
  },
} satisfies Service;
