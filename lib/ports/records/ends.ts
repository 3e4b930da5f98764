import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import type { Clock } from "../clock/port.ts";
import type { Store } from "../shared/chain/entries.ts";
import { noteIn } from "../shared/chain/notes.ts";
import type { CommitTransaction } from "../shared/chain/say.ts";
import { allOf, documents, keys, type Write } from "../shared/records-table.ts";
import type { EndRecords, UntoldEnd } from "./port.ts";

/** The write that owes an end to everyone concerned, in the transaction that frees the lease. */
export const putEnd = ({ tableName: TableName, application }: Store, end: UntoldEnd): Write => ({
  Put: { TableName, Item: { ...keys.end(application, end.runId), end } },
});

/** The ends of runs that not everyone concerned has heard of yet. */
export const endRecords = (store: Store, commit: CommitTransaction, clock: Clock): EndRecords => {
  const { tableName: TableName, application } = store;
  return {
    async untold() {
      const all = await allOf<UntoldEnd>("end", TableName, keys.end(application, "").pk);
      return all.sort((one, other) => one.endedAtMs - other.endedAtMs);
    },
    async beginTelling({ runId }, nowMs, untilMs) {
      try {
        await documents.send(
          new UpdateCommand({
            TableName,
            Key: keys.end(application, runId),
            UpdateExpression: "SET tellingUntilMs = :until",
            ConditionExpression:
              "attribute_exists(pk) AND (attribute_not_exists(tellingUntilMs) OR tellingUntilMs <= :now)",
            ExpressionAttributeValues: { ":until": untilMs, ":now": nowMs },
          }),
        );
        return true;
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return false;
        throw error;
      }
    },
    async rememberTold({ runId }, told) {
      await documents.send(
        new UpdateCommand({
          TableName,
          Key: keys.end(application, runId),
          UpdateExpression: "SET #end.told = :told REMOVE tellingUntilMs",
          ConditionExpression: "attribute_exists(pk)",
          ExpressionAttributeNames: { "#end": "end" },
          ExpressionAttributeValues: { ":told": [...told] },
        }),
      );
    },
    async allTold({ runId, endedAtMs }, told, unreached) {
      await noteIn(
        store,
        commit,
        clock,
        {
          actor: "sweep",
          about: "tell-end",
          subject: runId,
          detail: { told: [...told], unreached: [...unreached] },
        },
        {
          Delete: {
            TableName,
            Key: keys.end(application, runId),
            ConditionExpression: "#end.endedAtMs = :at",
            ExpressionAttributeNames: { "#end": "end" },
            ExpressionAttributeValues: { ":at": endedAtMs },
          },
        },
      );
    },
  };
};
