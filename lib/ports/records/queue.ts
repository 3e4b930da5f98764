import { GetCommand } from "@aws-sdk/lib-dynamodb";
import type { Queued } from "../../domain/change/queue.ts";
import type { Claim } from "../../domain/run/lease.ts";
import type { Store } from "../shared/chain/entries.ts";
import { documents, getAll, type Item, keys, type Write } from "../shared/records-table.ts";

/** The queue of an application as it was read. Each change of it makes a new version. */
export type Queue = {
  readonly version: number;
  /** The newest change that has begun; null if none has, or if it began before queues kept it. */
  readonly begun: Queued | null;
  /** In the order in which they came. */
  readonly waiting: readonly QueuedClaim[];
  /** Runs in the queue that nobody claimed. No function writes one: somebody edited the item. */
  readonly unclaimed: readonly string[];
};

/** A waiting claim. */
export type QueuedClaim = Queued & { readonly claim: Claim };

/** A claim as the queue sees it. */
export const queuedOf = (claim: Claim): QueuedClaim => ({
  runId: claim.runId,
  commit: claim.commit,
  attempt: claim.attempt,
  ancestors: claim.ancestors ?? [],
  kept: claim.kept === true,
  claim,
});

/** At most so many items of one BatchGetItem (DynamoDB API reference). */
const mostItems = 100;
const mostCharacters = 100;

/** Reads the queue: one item with the names of what waits, and their claims. */
export async function readQueue({ tableName, application }: Store): Promise<Queue> {
  const { Item } = await documents.send(
    new GetCommand({ TableName: tableName, Key: keys.waiting(application), ConsistentRead: true }),
  );
  const names = namesIn(Item);
  const claims = new Map<string, Claim>();
  for (let from = 0; from < names.length; from += mostItems) {
    const wanted = names.slice(from, from + mostItems).map((runId) => keys.claim(runId));
    for (const item of (await getAll(tableName, wanted)).values()) {
      const claim = item["claim"] as Claim;
      claims.set(claim.runId, claim);
    }
  }
  return {
    version: Number(Item?.["version"] ?? 0),
    begun: (Item?.["begun"] as Queued | undefined) ?? null,
    waiting: names.flatMap((runId) => claims.get(runId) ?? []).map(queuedOf),
    unclaimed: names.filter((runId) => !claims.has(runId)),
  };
}

/** The runs that wait. Before queues had several, the item was the one claim that waited. */
function namesIn(item: Item | undefined): readonly string[] {
  const former = item?.["claim"] as Claim | undefined;
  const names = former === undefined ? ((item?.["waiting"] as unknown[] | undefined) ?? []) : [former.runId];
  // Somebody may have put anything there: what is longer than the name of a run is none.
  return names.map((name) => String(name).slice(0, mostCharacters));
}

/** Writes the queue if it is still as it was read. */
export const putQueue = (
  { tableName: TableName, application }: Store,
  seen: Queue,
  { begun, waiting }: Pick<Queue, "begun" | "waiting">,
): Write => ({
  Put: {
    TableName,
    Item: {
      ...keys.waiting(application),
      version: seen.version + 1,
      begun: begun === null ? null : slim(begun),
      waiting: waiting.map(({ runId }) => runId),
    },
    ConditionExpression: seen.version === 0 ? "attribute_not_exists(version)" : "version = :seen",
    ...(seen.version === 0 ? {} : { ExpressionAttributeValues: { ":seen": seen.version } }),
  },
});

const slim = ({ runId, commit, attempt, ancestors, kept }: Queued): Queued => ({
  runId,
  commit,
  attempt,
  ancestors,
  kept,
});
