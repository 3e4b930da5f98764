import { GetCommand } from "@aws-sdk/lib-dynamodb";
import { type InterlockError, leaseLost, workStopped } from "../../domain/errors.ts";
import type { Store } from "../shared/chain/entries.ts";
import { allOf, documents, keys, transact, type Write } from "../shared/records-table.ts";
import type { Claim, Lease, LeaseRecords, Stop, Work } from "./port.ts";
import { putQuarantine } from "./quarantines.ts";

const freeLease: Lease = {
  runId: null,
  executionArn: null,
  epoch: 0,
  previousSeal: null,
  cause: null,
  stopped: null,
};
const notStopped = "attribute_not_exists(stoppedAt)";

/** The clause of every intent: the worker's run still has the lease, in the worker's epoch, and nobody pressed stop. */
export const holdsLease = ({ tableName, application }: Store, { runId, epoch }: Work): Write => ({
  ConditionCheck: {
    TableName: tableName,
    Key: keys.lease(application),
    ConditionExpression: `runId = :run AND epoch = :epoch AND ${notStopped}`,
    ExpressionAttributeValues: { ":run": runId, ":epoch": epoch },
  },
});

/** The clause of what people say: nobody has taken the run over since they were asked. A stop does not silence them. */
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

/** Why a worker may change nothing any more, in words: work was stopped, or somebody else has its run. */
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
        `${runId} is not worked on in epoch ${epoch} any more: ${lease.runId ?? "nobody"} has the lease in epoch ${lease.epoch}`,
      )
    : workStopped(
        `${stopped.by} stopped all work at ${new Date(stopped.atMs).toISOString()} (${stopped.reason}): two people of the directory can resume it`,
      );
}

/** The lease in its item; before the first run there is none. */
function leaseFrom(item: Record<string, unknown> | undefined): Lease {
  if (item === undefined) return freeLease;
  const { stoppedAt, stop, ...lease } = item;
  const { runId, executionArn, epoch, previousSeal, cause = null } = lease as unknown as Lease;
  const stopped =
    stoppedAt === undefined ? null : { ...(stop as Omit<Stop, "atMs">), atMs: Number(stoppedAt) };
  return { runId, executionArn, epoch, previousSeal, cause, stopped };
}

/** Claims, the lease, and the change that waits. */
export const leaseRecords = (store: Store): LeaseRecords => {
  const { tableName: TableName, application } = store;
  const get = async (key: { pk: string; sk: string }) =>
    (await documents.send(new GetCommand({ TableName, Key: key, ConsistentRead: true }))).Item;
  const lease = async (): Promise<Lease> => {
    return leaseFrom(await get(keys.lease(application)));
  };
  const claimFrom = (item: Record<string, unknown> | undefined): Claim | null =>
    item === undefined ? null : (item["claim"] as Claim);
  const waiting = async () => claimFrom(await get(keys.waiting(application)));

  /** The lease as it becomes. Nobody moves it while the stop is pressed, so there is none to be kept. */
  const put = (
    { runId, executionArn, epoch, previousSeal, cause }: Lease,
    ConditionExpression: string,
    ExpressionAttributeValues: Record<string, unknown>,
  ): Write => ({
    Put: {
      TableName,
      Item: { ...keys.lease(application), runId, executionArn, epoch, previousSeal, cause },
      ConditionExpression: `(${ConditionExpression}) AND ${notStopped}`,
      ExpressionAttributeValues,
    },
  });
  /** The lease becomes that run's if it is still free as it was seen. */
  const take = (seen: Lease, runId: string, executionArn: string): Write =>
    put(
      { ...seen, runId, executionArn, epoch: seen.epoch + 1, cause: null },
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
        const isFree = seen.runId === null && seen.stopped === null && (await waiting()) === null;
        const behind: Write = isFree
          ? take(seen, runId, executionArn)
          : { Put: { TableName, Item: { ...keys.waiting(application), claim } } };
        const failed = await transact([...claimed, behind]);
        if (failed === null) return isFree ? "claimed" : "waiting";
        if ((await get(keys.claim(runId))) !== undefined) return "known";
      }
    },
    async claimOf(runId) {
      return claimFrom(await get(keys.claim(runId)));
    },
    claims: () => allOf<Claim>("claim", TableName, keys.listed(0, "").pk, { newestFirst: true }),
    async promote(claim, executionArn) {
      const seen = await lease();
      if (seen.runId !== null || seen.stopped !== null) return "waiting";
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
      const next: Lease = { ...seen, runId, executionArn, epoch, cause };
      const failed = await transact([
        put(next, "runId = :run AND epoch = :before", { ":run": runId, ":before": epoch - 1 }),
      ]);
      if (failed !== null) throw await lost(store, { runId, epoch: epoch - 1 });
      return next;
    },
    async release({ runId, epoch }, seal, quarantine) {
      const seen = await lease();
      const next: Lease = { ...seen, runId: null, executionArn: null, cause: null, previousSeal: seal };
      const failed = await transact([
        put(next, "runId = :run AND epoch = :epoch", { ":run": runId, ":epoch": epoch }),
        ...(quarantine === null ? [] : [putQuarantine(store, quarantine)]),
      ]);
      // Released before, and the answer lost: the lease names this run's seal.
      if (failed !== null && seen.previousSeal !== seal) throw await lost(store, { runId, epoch });
      return waiting();
    },
  };
};
