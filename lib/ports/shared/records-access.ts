import {
  type ItemFamily,
  type ItemRights,
  type ItemVerb,
  itemFamilies,
  keyPattern,
} from "../../domain/records/items.ts";
import type { Allowed, Deployment, User } from "./access.ts";

/** Reads of the records' table. */
export const readTable = ["dynamodb:BatchGetItem", "dynamodb:GetItem", "dynamodb:Query"] as const;

const actions: Readonly<Record<ItemVerb, string>> = {
  put: "dynamodb:PutItem",
  update: "dynamodb:UpdateItem",
  delete: "dynamodb:DeleteItem",
  check: "dynamodb:ConditionCheckItem",
  batch: "dynamodb:BatchWriteItem",
};

/** Whoever records something appends entries, under the lease. */
const entries: ItemRights = { RUN: ["put"], LEASE: ["check"] };

/** The reason for patterns of second copies. */
export const entryNames = "entries get their names when they are written";

/** The pattern of all second copies. */
export const secondCopies = ({ bucket }: Deployment): string => `${bucket.arn}/infrastructure-records/*`;

/**
 * The right to write these items, and no others. DynamoDB asks for each item of a transaction by itself (DynamoDB developer
 * guide, "Using IAM with DynamoDB transactions"). Items with the same verbs are one statement.
 */
export function writeItems({ table }: Deployment, rights: ItemRights): readonly Allowed[] {
  const families = new Map<string, ItemFamily[]>();
  for (const family of itemFamilies) {
    const verbs = [...new Set(rights[family] ?? [])].sort().join(" ");
    if (verbs !== "") families.set(verbs, [...(families.get(verbs) ?? []), family]);
  }
  return [...families].map(([verbs, of]) => ({
    why: `writes items: ${of.join(", ")}`,
    actions: verbs.split(" ").map((verb) => actions[verb as ItemVerb]),
    resources: [table.arn],
    conditions: { "ForAllValues:StringLike": { "dynamodb:LeadingKeys": of.map(keyPattern) } },
  }));
}

const both = (one: ItemRights, other: ItemRights): ItemRights =>
  Object.fromEntries(
    itemFamilies.map((family) => [family, [...(one[family] ?? []), ...(other[family] ?? [])]]),
  );

/** Reading and writing the records: items in the table, and a second copy of every entry in the bucket. */
export const writeRecords = (deployment: Deployment, { items }: User): readonly Allowed[] => [
  { why: "reads the Infrastructure Records", actions: readTable, resources: [deployment.table.arn] },
  ...writeItems(deployment, both(entries, items)),
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
