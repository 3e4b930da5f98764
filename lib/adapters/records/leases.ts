import { GetCommand, QueryCommand } from "@aws-sdk/lib-dynamodb";
import { leaseLost } from "../../domain/errors.ts";
import type { Claim, Lease, Records, Work } from "../../ports.ts";
import type { Store } from "./entries.ts";
import { documents, keys, transact, type Write } from "./table.ts";

const freeLease: Lease = { runId: null, executionArn: null, epoch: 0, previousSeal: null };

/** The clause of every intent: the worker's run still has the lease, in the worker's epoch, and nobody pressed stop. */
export const holdsLease = ({ tableName, application }: Store, { runId, epoch }: Work): Write => ({
  ConditionCheck: {
    TableName: tableName,
    Key: keys.lease(application),
    ConditionExpression: "runId = :run AND epoch = :epoch AND attribute_not_exists(stoppedAt)",
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

/** Claims, the lease, and the change that waits. */
export const leaseRecords = ({
  tableName: TableName,
  application,
}: Store): Pick<
  Records,
  "lease" | "claim" | "claimOf" | "claims" | "waiting" | "promote" | "takeOver" | "release"
> => {
  const get = async (key: { pk: string; sk: string }) =>
    (await documents.send(new GetCommand({ TableName, Key: key, ConsistentRead: true }))).Item;
  const lease = async (): Promise<Lease> => {
    const item = await get(keys.lease(application));
    if (item === undefined) return freeLease;
    const { runId, executionArn, epoch, previousSeal } = item as Lease;
    return { runId, executionArn, epoch, previousSeal };
  };
  const claimFrom = (item: Record<string, unknown> | undefined): Claim | null =>
    item === undefined ? null : (item["claim"] as Claim);
  const waiting = async () => claimFrom(await get(keys.waiting(application)));

  /** The lease becomes that run's if it is still free as it was seen. */
  const take = (seen: Lease, runId: string, executionArn: string): Write => ({
    Put: {
      TableName,
      Item: { ...keys.lease(application), ...seen, runId, executionArn, epoch: seen.epoch + 1 },
      ConditionExpression: "attribute_not_exists(pk) OR (runId = :nobody AND epoch = :epoch)",
      ExpressionAttributeValues: { ":nobody": null, ":epoch": seen.epoch },
    },
  });

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
        const isFree = seen.runId === null && (await waiting()) === null;
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
    async claims() {
      const { Items = [] } = await documents.send(
        new QueryCommand({
          TableName,
          ConsistentRead: true,
          ScanIndexForward: false,
          KeyConditionExpression: "pk = :runs",
          ExpressionAttributeValues: { ":runs": "RUNS" },
        }),
      );
      return Items.map((item) => item["claim"] as Claim);
    },
    async promote(claim, executionArn) {
      const seen = await lease();
      if (seen.runId !== null) return "waiting";
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
    async takeOver(runId, epoch, executionArn) {
      const seen = await lease();
      const failed = await transact([
        {
          Put: {
            TableName,
            Item: { ...keys.lease(application), ...seen, runId, executionArn, epoch },
            ConditionExpression: "runId = :run AND epoch = :before",
            ExpressionAttributeValues: { ":run": runId, ":before": epoch - 1 },
          },
        },
      ]);
      if (failed !== null) throw leaseLost(`the lease of ${runId} was taken over by somebody else first`);
      return { ...seen, runId, executionArn, epoch };
    },
    async release({ runId, epoch }, seal) {
      const seen = await lease();
      const failed = await transact([
        {
          Put: {
            TableName,
            Item: {
              ...keys.lease(application),
              ...seen,
              runId: null,
              executionArn: null,
              previousSeal: seal,
            },
            ConditionExpression: "runId = :run AND epoch = :epoch",
            ExpressionAttributeValues: { ":run": runId, ":epoch": epoch },
          },
        },
      ]);
      // Released before, and the answer lost: the lease names this run's seal.
      if (failed !== null && seen.previousSeal !== seal)
        throw leaseLost(`the lease of ${runId} was taken over by somebody else first`);
      return waiting();
    },
  };
};
