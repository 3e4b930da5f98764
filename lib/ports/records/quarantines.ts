import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import type { Clock } from "../clock/port.ts";
import type { Store } from "../shared/chain/entries.ts";
import { noteIn } from "../shared/chain/notes.ts";
import type { CommitTransaction } from "../shared/chain/say.ts";
import { allOf, documents, itemsIn, keys, type Write } from "../shared/records-table.ts";
import type { Quarantine, QuarantineRecords } from "./port.ts";

/** The write that opens a quarantine, in the transaction that frees the lease. */
export const putQuarantine = (
  { tableName: TableName, application }: Store,
  quarantine: Quarantine,
): Write => ({
  Put: { TableName, Item: { ...keys.quarantine(application, quarantine.runId), quarantine } },
});

/** Whether a person has to look first: no run begins on an environment of which nobody can tell what is there. */
export async function isAnyQuarantined({ tableName, application }: Store): Promise<boolean> {
  for await (const _ of itemsIn(tableName, keys.quarantine(application, "").pk, { pageItems: 1 }))
    return true;
  return false;
}

/** The runs whose rollback is not proved, until a person has resolved them. */
export const quarantineRecords = (
  store: Store,
  commit: CommitTransaction,
  clock: Clock,
): QuarantineRecords => {
  const { tableName: TableName, application } = store;
  return {
    async quarantines() {
      const all = await allOf<Quarantine>("quarantine", TableName, keys.quarantine(application, "").pk);
      return all.sort((one, other) => one.sinceMs - other.sinceMs);
    },
    async markTold({ runId }) {
      await documents.send(
        new UpdateCommand({
          TableName,
          Key: keys.quarantine(application, runId),
          UpdateExpression: "SET quarantine.told = :yes",
          ConditionExpression: "attribute_exists(pk)",
          ExpressionAttributeValues: { ":yes": true },
        }),
      );
    },
    resolveQuarantine: (runId, by, reason, looked, envelope) =>
      noteIn(
        store,
        commit,
        clock,
        {
          actor: "resolve-quarantine",
          about: "resolve-quarantine",
          subject: runId,
          detail: { by, reason, looked },
          envelope,
        },
        {
          Delete: {
            TableName,
            Key: keys.quarantine(application, runId),
            ConditionExpression: "attribute_exists(pk)",
          },
        },
      ),
  };
};
