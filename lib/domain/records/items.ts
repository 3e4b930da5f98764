/**
 * What the partition keys of the table's items begin with. The rights of functions are narrowed by it (DynamoDB developer
 * guide, "Using IAM policy conditions for fine-grained access control", dynamodb:LeadingKeys).
 */
export const itemFamilies = [
  "RUN",
  "INVITATION",
  "LEASE",
  "QUARANTINE",
  "ENDED",
  "PLAN",
  "CHECKPOINT",
  "KEYS",
  "DIVERGENCE",
  "RUNS",
  "SUCCESSES",
  "INGRESS",
  "REHEARSAL",
  "BROWSER",
  "OUTBOX",
  "PUSHES",
  "ADOPTED",
  "LIFT",
] as const;

/** The beginning of an item's key. */
export type ItemFamily = (typeof itemFamilies)[number];

/** How an item is written. batch: put, many at once. */
export type ItemVerb = "put" | "update" | "delete" | "check" | "batch";

/** What a function may write: the verbs, by the items. */
export type ItemRights = Partial<Readonly<Record<ItemFamily, readonly ItemVerb[]>>>;

/** The families of one item each have no second part in their key. */
const single: ReadonlySet<ItemFamily> = new Set(["CHECKPOINT", "KEYS", "RUNS", "OUTBOX"]);

/** The pattern of the partition keys of a family. */
export const keyPattern = (family: ItemFamily): string => (single.has(family) ? family : `${family}#*`);
