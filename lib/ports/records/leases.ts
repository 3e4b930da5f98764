import { GetCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { arrive, begunAfter, inPlaces, nextInQueue, type Overtaken } from "../../domain/change/queue.ts";
import { type InterlockError, leaseLost, workStopped } from "../../domain/errors.ts";
import type { Claim, Lease, Stop, Superseded } from "../../domain/run/lease.ts";
import { noRecoveries } from "../../domain/run/recovery.ts";
import type { Clock } from "../clock/port.ts";
import type { Store } from "../shared/chain/entries.ts";
import { supersededWrite } from "../shared/listed-runs.ts";
import { allOf, documents, keys, transact, type Write } from "../shared/records-table.ts";
import { putEnd } from "./ends.ts";
import type { LeaseRecords, Work } from "./port.ts";
import { isAnyQuarantined, putQuarantine } from "./quarantines.ts";
import { putQueue, type QueuedClaim, queuedOf, readQueue } from "./queue.ts";

const freeLease: Lease = {
  runId: null,
  executionArn: null,
  epoch: 0,
  previousSeal: null,
  cause: null,
  recoveries: noRecoveries,
  stopped: null,
};
const notStopped = "attribute_not_exists(stoppedAt)";

/** The condition of every intent: the worker's run has the lease, in the worker's epoch, and the stop is not pressed. */
export const holdsLease = ({ tableName, application }: Store, { runId, epoch }: Work): Write => ({
  ConditionCheck: {
    TableName: tableName,
    Key: keys.lease(application),
    ConditionExpression: `runId = :run AND epoch = :epoch AND ${notStopped}`,
    ExpressionAttributeValues: { ":run": runId, ":epoch": epoch },
  },
});

/** The condition of every decision: no recovery has taken the run over since the gate opened. A stop does not block it. */
export const isOfEpoch = (
  { tableName, application }: Store,
  { runId, epoch }: Pick<Work, "runId" | "epoch">,
): Write => ({
  ConditionCheck: {
    TableName: tableName,
    Key: keys.lease(application),
    ConditionExpression: "runId = :run AND epoch = :epoch",
    ExpressionAttributeValues: { ":run": runId, ":epoch": epoch },
  },
});

/** Why a worker may change nothing any more, in words: work was stopped, or another worker has its run. */
export async function lost(
  { tableName: TableName, application }: Store,
  { runId, epoch }: Pick<Work, "runId" | "epoch">,
): Promise<InterlockError> {
  const { Item } = await documents.send(
    new GetCommand({ TableName, Key: keys.lease(application), ConsistentRead: true }),
  );
  const { stopped, ...lease } = leaseFrom(Item);
  return stopped === null
    ? leaseLost(
        `${runId} lost the lease of epoch ${epoch}: ${lease.runId ?? "no run"} has the lease in epoch ${lease.epoch}`,
      )
    : workStopped(
        `${stopped.by} stopped all work at ${new Date(stopped.atMs).toISOString()} (${stopped.reason}): two people of the directory can resume it`,
      );
}

/** The lease in an item. */
export function leaseFrom(item: Record<string, unknown> | undefined): Lease {
  if (item === undefined) return freeLease;
  const { stoppedAt, stop, ...lease } = item;
  const {
    runId,
    executionArn,
    epoch,
    previousSeal,
    cause = null,
    recoveries = noRecoveries,
  } = lease as unknown as Lease;
  const stopped =
    stoppedAt === undefined ? null : { ...(stop as Omit<Stop, "atMs">), atMs: Number(stoppedAt) };
  return { runId, executionArn, epoch, previousSeal, cause, recoveries, stopped };
}

/** Claims, the lease, and the change that waits. */
export const leaseRecords = (store: Store, clock: Clock): LeaseRecords => {
  const { tableName: TableName, application } = store;
  const get = async (key: { pk: string; sk: string }) =>
    (await documents.send(new GetCommand({ TableName, Key: key, ConsistentRead: true }))).Item;
  const lease = async (): Promise<Lease> => {
    return leaseFrom(await get(keys.lease(application)));
  };
  const claimFrom = (item: Record<string, unknown> | undefined): Claim | null =>
    item === undefined ? null : (item["claim"] as Claim);
  /**
   * Whether a run may begin now. The lease must have been read before: a quarantine opens only in the transaction that frees a
   * lease, so none opens unseen while that lease is still as it was.
   */
  const mayBegin = async ({ runId, stopped }: Lease): Promise<boolean> =>
    runId === null && stopped === null && !(await isAnyQuarantined(store));

  /** The writes of changes that never begin. Each has its line in the list already. */
  const supersede = (overtaken: readonly Overtaken[], atMs: number): readonly Write[] =>
    overtaken.flatMap(({ queued, by }) => {
      const { claim } = queued as QueuedClaim;
      return [supersededWrite(TableName, claim, { by, atMs }), owed(claim, { by, atMs })];
    });
  const owed = ({ runId }: Claim, { by, atMs }: Superseded): Write =>
    putEnd(store, { runId, endedAtMs: atMs, told: [], supersededBy: by });

  /** The new lease. The lease does not move while the stop is pressed, so the new one has no stop. */
  const put = (
    { runId, executionArn, epoch, previousSeal, cause, recoveries }: Lease,
    ConditionExpression: string,
    ExpressionAttributeValues: Record<string, unknown>,
  ): Write => ({
    Put: {
      TableName,
      Item: { ...keys.lease(application), runId, executionArn, epoch, previousSeal, cause, recoveries },
      ConditionExpression: `(${ConditionExpression}) AND ${notStopped}`,
      ExpressionAttributeValues,
    },
  });
  /** Gives the lease to the run if it is still free and unchanged. */
  const take = (seen: Lease, runId: string, executionArn: string): Write =>
    put(
      { ...seen, runId, executionArn, epoch: seen.epoch + 1, cause: null, recoveries: noRecoveries },
      "attribute_not_exists(pk) OR (runId = :nobody AND epoch = :epoch)",
      { ":nobody": null, ":epoch": seen.epoch },
    );

  return {
    lease,
    async waiting() {
      return inPlaces((await readQueue(store)).waiting).map(({ claim }) => claim);
    },
    async unclaimed() {
      return (await readQueue(store)).unclaimed;
    },
    async dropUnclaimed() {
      const queue = await readQueue(store);
      if (queue.unclaimed.length > 0) await transact([putQueue(store, queue, queue)]);
    },
    async claim(claim, executionArn) {
      const { runId, claimedAtMs: atMs } = claim;
      const arriving = queuedOf(claim);
      // A list of all runs reads a line of each, and needs no ancestry.
      const { ancestors: _, ...inList } = claim;
      const create = (key: { pk: string; sk: string }, item: object): Write => ({
        Put: { TableName, Item: { ...key, ...item }, ConditionExpression: "attribute_not_exists(pk)" },
      });
      const claimed = create(keys.claim(runId), { claim });
      const line = keys.listed(atMs, runId);
      for (;;) {
        const seen = await lease();
        const queue = await readQueue(store);
        const { waiting, overtaken } = arrive(arriving, queue.begun, queue.waiting);
        const by = overtaken.find(({ queued }) => queued === arriving)?.by;
        const begins = by === undefined && queue.waiting.length === 0 && (await mayBegin(seen));
        const failed = await transact(
          by === undefined
            ? [
                claimed,
                create(line, { claim: inList }),
                ...(begins ? [take(seen, runId, executionArn)] : supersede(overtaken, atMs)),
                putQueue(
                  store,
                  queue,
                  begins
                    ? { begun: begunAfter(queue.begun, arriving), waiting: [] }
                    : { begun: queue.begun, waiting },
                ),
              ]
            : [
                claimed,
                create(line, { claim: inList, superseded: { by, atMs } }),
                owed(claim, { by, atMs }),
                putQueue(store, queue, queue),
              ],
        );
        if (failed === null) return by !== undefined ? "superseded" : begins ? "claimed" : "waiting";
        if ((await get(keys.claim(runId))) !== undefined) return "known";
      }
    },
    async claimOf(runId) {
      return claimFrom(await get(keys.claim(runId)));
    },
    async supersededBy({ claimedAtMs, runId }) {
      const line = await get(keys.listed(claimedAtMs, runId));
      return (line?.["superseded"] as Superseded | undefined) ?? null;
    },
    async isHeldTold(runId) {
      return (await get(keys.claim(runId)))?.["heldTold"] === true;
    },
    async tellHeld(runId) {
      await documents.send(
        new UpdateCommand({
          TableName,
          Key: keys.claim(runId),
          UpdateExpression: "SET heldTold = :yes",
          ConditionExpression: "attribute_exists(pk)",
          ExpressionAttributeValues: { ":yes": true },
        }),
      );
    },
    claims: () => allOf<Claim>("claim", TableName, keys.listed(0, "").pk, { newestFirst: true }),
    async promote(arnOf) {
      const seen = await lease();
      const queue = await readQueue(store);
      if (queue.waiting.length === 0 || !(await mayBegin(seen))) return null;
      const { next, waiting, overtaken } = nextInQueue(queue.begun, queue.waiting);
      const failed = await transact([
        ...(next === null ? [] : [take(seen, next.runId, arnOf(next.runId))]),
        putQueue(store, queue, {
          begun: next === null ? queue.begun : begunAfter(queue.begun, next),
          waiting,
        }),
        ...supersede(overtaken, clock.nowMs()),
      ]);
      return failed === null ? (next?.runId ?? null) : null;
    },
    async takeOver(runId, epoch, executionArn, cause) {
      const seen = await lease();
      const recoveries = { times: seen.recoveries.times + 1, lastAtMs: clock.nowMs() };
      const next: Lease = { ...seen, runId, executionArn, epoch, cause, recoveries };
      const failed = await transact([
        put(next, "attribute_not_exists(pk) OR (runId = :run AND epoch = :before)", {
          ":run": runId,
          ":before": epoch - 1,
        }),
      ]);
      if (failed !== null) throw await lost(store, { runId, epoch: epoch - 1 });
      return next;
    },
    async release({ runId, epoch }, seal, { quarantine, end, epochAtLeast = epoch }) {
      const seen = await lease();
      const next: Lease = {
        ...seen,
        runId: null,
        executionArn: null,
        epoch: Math.max(seen.epoch, epochAtLeast),
        cause: null,
        recoveries: noRecoveries,
        previousSeal: seal,
      };
      const failed = await transact([
        put(next, "runId = :run AND epoch = :epoch", { ":run": runId, ":epoch": epoch }),
        putEnd(store, end),
        ...(quarantine === null ? [] : [putQuarantine(store, quarantine)]),
      ]);
      // An earlier release succeeded but its answer was lost: the lease names this run's seal.
      if (failed !== null && seen.previousSeal !== seal) throw await lost(store, { runId, epoch });
    },
  };
};
