import type { Allowed, Deployment } from "./access.ts";

/** Reads of the records' table. */
export const readTable = ["dynamodb:GetItem", "dynamodb:Query", "dynamodb:BatchGetItem"] as const;

const writeTable = [
  "dynamodb:PutItem",
  "dynamodb:UpdateItem",
  "dynamodb:DeleteItem",
  "dynamodb:ConditionCheckItem",
  "dynamodb:BatchWriteItem",
] as const;

/** The reason for patterns of second copies. */
export const entryNames = "entries get their names when they are written";

/** The pattern of all second copies. */
export const secondCopies = ({ bucket }: Deployment): string => `${bucket.arn}/infrastructure-records/*`;

/** Reading and writing the records: items in the table, and a second copy of every entry in the bucket. */
export const writeRecords = (deployment: Deployment): readonly Allowed[] => [
  {
    why: "reads the Infrastructure Records and appends to them",
    actions: [...readTable, ...writeTable],
    resources: [deployment.table.arn],
  },
  {
    why: "makes the second copy of each entry that it wrote",
    actions: ["s3:PutObject"],
    resources: [secondCopies(deployment)],
    pattern: entryNames,
  },
];

/** Where the records are. */
export const recordsVariables = ({ table, bucket, settings }: Deployment) => ({
  TABLE_NAME: table.name,
  BUCKET_NAME: bucket.name,
  APPLICATION: settings.application,
});
