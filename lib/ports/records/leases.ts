import { GetCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { type InterlockError, leaseLost, workStopped } from "../../domain/errors.ts";
import { noRecoveries } from "../../domain/run/recovery.ts";
import type { Clock } from "../clock/port.ts";
import type { Store } from "../shared/chain/entries.ts";
import { supersededWrite } from "../shared/listed-runs.ts";
import { allOf, documents, keys, transact, type Write } from "../shared/records-table.ts";
import { putEnd } from "./ends.ts";
import type { Claim, Lease, LeaseRecords, Stop, Superseded, Work } from "./port.ts";
import { isAnyQuarantined, putQuarantine } from "./quarantines.ts";

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
function leaseFrom(item: Record<string, unknown> | undefined): Lease {
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
  const waiting = async () => claimFrom(await get(keys.waiting(application)));

  /**
   * Whether a run may begin now. The lease must have been read before: a quarantine opens only in the transaction that frees a
   * lease, so none opens unseen while that lease is still as it was.
   */
  const mayBegin = async ({ runId, stopped }: Lease): Promise<boolean> =>
    runId === null && stopped === null && !(await isAnyQuarantined(store));

  /** The claim takes the place of the one that waits, if that is still the same. */
  const putWaiting = (claim: Claim, seen: Claim | null): readonly Write[] => [
    {
      Put: {
        TableName,
        Item: { ...keys.waiting(application), claim },
        ...(seen === null
          ? { ConditionExpression: "attribute_not_exists(pk)" }
          : {
              ConditionExpression: "claim.runId = :seen",
              ExpressionAttributeValues: { ":seen": seen.runId },
            }),
      },
    },
    ...(seen === null ? [] : supersede(seen, { by: claim.runId, atMs: claim.claimedAtMs })),
  ];
  const supersede = (claim: Claim, superseded: Superseded): readonly Write[] => [
    supersededWrite(TableName, claim, superseded),
    putEnd(store, {
      runId: claim.runId,
      endedAtMs: superseded.atMs,
      told: [],
      supersededBy: superseded.by,
    }),
  ];

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
    waiting,
    async claim(claim, executionArn) {
      const { runId } = claim;
      const create = (key: { pk: string; sk: string }): Write => ({
        Put: { TableName, Item: { ...key, claim }, ConditionExpression: "attribute_not_exists(pk)" },
      });
      const claimed = [create(keys.claim(runId)), create(keys.listed(claim.claimedAtMs, runId))];
      for (;;) {
        const seen = await lease();
        const before = await waiting();
        const begins = before === null && (await mayBegin(seen));
        const leaseOrPlace = begins ? [take(seen, runId, executionArn)] : putWaiting(claim, before);
        const failed = await transact([...claimed, ...leaseOrPlace]);
        if (failed === null) return begins ? "claimed" : "waiting";
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
    async promote(claim, executionArn) {
      const seen = await lease();
      if (!(await mayBegin(seen))) return "waiting";
      const failed = await transact([
        take(seen, claim.runId, executionArn),
        {
          Delete: {
            TableName,
            Key: keys.waiting(application),
            ConditionExpression: "claim.runId = :run",
            ExpressionAttributeValues: { ":run": claim.runId },
          },
        },
      ]);
      return failed === null ? "claimed" : "waiting";
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
    async release({ runId, epoch }, seal, { quarantine, end }) {
      const seen = await lease();
      const next: Lease = {
        ...seen,
        runId: null,
        executionArn: null,
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
      return waiting();
    },
  };
};
