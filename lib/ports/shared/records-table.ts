import { DynamoDBClient, TransactionCanceledException } from "@aws-sdk/client-dynamodb";
import {
  BatchGetCommand,
  type BatchGetCommandOutput,
  DynamoDBDocumentClient,
  QueryCommand,
  type QueryCommandOutput,
  TransactWriteCommand,
  type TransactWriteCommandInput,
} from "@aws-sdk/lib-dynamodb";
import { patientClient } from "./passing-errors.ts";

/** The one document client. Every read asks for strong consistency: the records are never read stale. */
export const documents = DynamoDBDocumentClient.from(patientClient(new DynamoDBClient()), {
  marshallOptions: { removeUndefinedValues: true },
});

/** One item of a transaction. */
export type Write = NonNullable<TransactWriteCommandInput["TransactItems"]>[number];

/** The key of an item. */
export type Key = { readonly pk: string; readonly sk: string };

/** The key of each kind of item. */
export const keys = {
  head: (runId: string): Key => ({ pk: `RUN#${runId}`, sk: "ENTRY#HEAD" }),
  entry: (runId: string, sequence: number): Key => ({
    pk: `RUN#${runId}`,
    sk: `ENTRY#${String(sequence).padStart(8, "0")}`,
  }),
  gate: (runId: string, gate: string): Key => ({ pk: `RUN#${runId}`, sk: `GATE#${gate}` }),
  claim: (runId: string): Key => ({ pk: `RUN#${runId}`, sk: "CLAIM" }),
  invitation: (idDigest: string): Key => ({ pk: `INVITATION#${idDigest}`, sk: "INVITATION" }),
  lease: (application: string): Key => ({ pk: `LEASE#${application}`, sk: "LEASE" }),
  resumeCode: (application: string, person: string): Key => ({
    pk: `LEASE#${application}`,
    sk: `RESUME#${person}`,
  }),
  quarantine: (application: string, runId: string): Key => ({
    pk: `QUARANTINE#${application}`,
    sk: `RUN#${runId}`,
  }),
  end: (application: string, runId: string): Key => ({ pk: `ENDED#${application}`, sk: `RUN#${runId}` }),
  push: (application: string, event: string): Key => ({ pk: `PUSHES#${application}`, sk: `EVENT#${event}` }),
  announced: (application: string, commit: string): Key => ({
    pk: `PUSHES#${application}`,
    sk: `COMMIT#${commit}`,
  }),
  move: (application: string): Key => ({ pk: `LEASE#${application}`, sk: "MOVE" }),
  waiting: (application: string): Key => ({ pk: `LEASE#${application}`, sk: "WAITING" }),
  lock: (documentId: string): Key => ({ pk: `PLAN#${documentId}`, sk: "LOCK" }),
  lockOf: (documentId: string, plan: string): Key => ({ pk: `PLAN#${documentId}`, sk: `LOCK#${plan}` }),
  lastCheckpoint: { pk: "CHECKPOINT", sk: "LAST" },
  lastKeys: { pk: "KEYS", sk: "LAST" },
  /** The introduction of a signing key by the one before it. */
  introduction: (number: number): Key => ({ pk: "KEYS", sk: `SIGNING#${String(number).padStart(8, "0")}` }),
  /** The head of a chain as the last checkpoint names it. */
  named: (chain: string): Key => ({ pk: `RUN#${chain}`, sk: "CHECKPOINT" }),
  copied: (chain: string): Key => ({ pk: `RUN#${chain}`, sk: "COPIED" }),
  archive: (runId: string): Key => ({ pk: `RUN#${runId}`, sk: "HISTORY" }),
  superseded: (runId: string): Key => ({ pk: `RUN#${runId}`, sk: "SUPERSEDED" }),
  divergence: (digest: string): Key => ({ pk: `DIVERGENCE#${digest}`, sk: "DIVERGENCE" }),
  listed: (claimedAtMs: number, runId: string): Key => ({
    pk: "RUNS",
    sk: `${new Date(claimedAtMs).toISOString()}#${runId}`,
  }),
  success: (application: string, epoch: number): Key => ({
    pk: `SUCCESSES#${application}`,
    sk: String(epoch).padStart(8, "0"),
  }),
  adoption: (application: string, repository: string): Key => ({
    pk: `ADOPTED#${application}`,
    sk: `REPOSITORY#${repository}`,
  }),
  adoptionCode: (application: string, repository: string): Key => ({
    pk: `ADOPTED#${application}`,
    sk: `CODE#${repository}`,
  }),
  lift: (application: string, runId: string, environment: string, window: string): Key => ({
    pk: `LIFT#${application}`,
    sk: `RUN#${runId}#${environment}#${window}`,
  }),
  liftCode: (
    application: string,
    runId: string,
    environment: string,
    window: string,
    person: string,
  ): Key => ({ pk: `LIFT#${application}`, sk: `CODE#${runId}#${environment}#${window}#${person}` }),
  ingress: (application: string): Key => ({ pk: `INGRESS#${application}`, sk: "INGRESS" }),
  rehearsal: (application: string): Key => ({ pk: `REHEARSAL#${application}`, sk: "REHEARSAL" }),
  browser: (browser: string): Key => ({ pk: `BROWSER#${browser}`, sk: "BROWSER" }),
  outbox: (runId: string, gate: string): Key => ({ pk: "OUTBOX", sk: `${runId}#${gate}` }),
} as const;

/** An item of the table. */
export type Item = Readonly<Record<string, unknown>>;

/**
 * Every item of a partition in the order of its keys, page by page. A page has at most 1 MB (DynamoDB API reference, Query),
 * so the first page alone is not enough.
 * @param which only items whose sort key meets a condition, with its values; `newestFirst` reverses the order; a page has at
 * most `pageItems`, for a caller that stops early.
 */
export async function* itemsIn(
  TableName: string,
  pk: string,
  which: {
    readonly where?: string;
    readonly values?: Readonly<Record<string, string>>;
    readonly newestFirst?: boolean;
    readonly pageItems?: number;
  } = {},
): AsyncGenerator<Item> {
  const { where, values = {}, newestFirst = false, pageItems } = which;
  let ExclusiveStartKey: Record<string, unknown> | undefined;
  do {
    const page: QueryCommandOutput = await documents.send(
      new QueryCommand({
        TableName,
        ConsistentRead: true,
        ScanIndexForward: !newestFirst,
        KeyConditionExpression: where === undefined ? "pk = :pk" : `pk = :pk AND ${where}`,
        ExpressionAttributeValues: { ":pk": pk, ...values },
        ...(pageItems === undefined ? {} : { Limit: pageItems }),
        ...(ExclusiveStartKey === undefined ? {} : { ExclusiveStartKey }),
      }),
    );
    yield* page.Items ?? [];
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey !== undefined);
}

/** The value of one field of every item of a partition. As `itemsIn`. */
export async function allOf<T>(
  field: string,
  ...[table, pk, which]: Parameters<typeof itemsIn>
): Promise<T[]> {
  const all: T[] = [];
  for await (const item of itemsIn(table, pk, which)) all.push(item[field] as T);
  return all;
}

/** At most 100 items, by their keys as `pk sk`. Keys that the service leaves unprocessed are requested again. */
export async function getAll(TableName: string, wanted: readonly Key[]): Promise<ReadonlyMap<string, Item>> {
  const items = new Map<string, Item>();
  let Keys: Record<string, unknown>[] | undefined = [...wanted];
  while (Keys !== undefined && Keys.length > 0) {
    const { Responses, UnprocessedKeys }: BatchGetCommandOutput = await documents.send(
      new BatchGetCommand({ RequestItems: { [TableName]: { Keys, ConsistentRead: true } } }),
    );
    for (const item of Responses?.[TableName] ?? []) items.set(`${item["pk"]} ${item["sk"]}`, item);
    Keys = UnprocessedKeys?.[TableName]?.Keys;
  }
  return items;
}

/**
 * Writes all or nothing.
 * @returns null when everything was written, or the indexes of the writes whose conditions did not hold. The SDK retries a
 * transaction that conflicts with another one.
 */
export async function transact(writes: readonly Write[]): Promise<readonly number[] | null> {
  try {
    await documents.send(new TransactWriteCommand({ TransactItems: [...writes] }));
    return null;
  } catch (error) {
    if (!(error instanceof TransactionCanceledException)) throw error;
    const reasons = error.CancellationReasons ?? [];
    const failed = reasons.flatMap(({ Code }, index) => (Code === "ConditionalCheckFailed" ? [index] : []));
    const conflicts = reasons.flatMap(({ Code }, index) => (Code === "TransactionConflict" ? [index] : []));
    if (failed.length === 0 && conflicts.length === 0) throw error;
    return [...failed, ...conflicts];
  }
}
