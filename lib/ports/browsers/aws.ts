import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import { GetCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { slowdownMs } from "../../domain/gate/slowdown.ts";
import { documents, keys } from "../shared/records-table.ts";
import type { Admission, Browsers, Pending } from "./port.ts";

/** The table's time to live deletes a browser's item after a day. */
const keptSeconds = 24 * 3600;

/** Browsers in the records' table, each under the SHA-256 of its cookie; they are not part of the records. */
export const browsersIn = ({ tableName: TableName }: { readonly tableName: string }): Browsers => {
  const get = async (browser: string) =>
    (await documents.send(new GetCommand({ TableName, Key: keys.browser(browser), ConsistentRead: true })))
      .Item;
  const update = (browser: string, expression: string, values: Record<string, unknown>) =>
    documents.send(
      new UpdateCommand({
        TableName,
        Key: keys.browser(browser),
        UpdateExpression: expression,
        ExpressionAttributeValues: values,
      }),
    );
  return {
    async slowedUntilMs(browser) {
      const seen = await get(browser);
      return Number(seen?.["guessedAtMs"] ?? 0) + slowdownMs(Number(seen?.["guesses"] ?? 0));
    },
    async guessedWrong(browser, nowMs) {
      await update(browser, "SET guessedAtMs = :now, forgottenAt = :at ADD guesses :one", {
        ":now": nowMs,
        ":at": Math.round(nowMs / 1000) + keptSeconds,
        ":one": 1,
      });
    },
    async keepPending(browser, pending) {
      await update(browser, "SET pending = :pending, forgottenAt = :at", {
        ":pending": pending,
        ":at": Math.round(pending.expiresAtMs / 1000) + keptSeconds,
      });
    },
    async takePending(browser, state) {
      try {
        const { Attributes } = await documents.send(
          new UpdateCommand({
            TableName,
            Key: keys.browser(browser),
            UpdateExpression: "REMOVE pending",
            ConditionExpression: "pending.#state = :state",
            ExpressionAttributeNames: { "#state": "state" },
            ExpressionAttributeValues: { ":state": state },
            ReturnValues: "ALL_OLD",
          }),
        );
        return (Attributes?.["pending"] as Pending | undefined) ?? null;
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return null;
        throw error;
      }
    },
    async admit(secret, admission) {
      await update(secret, "SET admission = :admission, forgottenAt = :at", {
        ":admission": admission,
        ":at": Math.round(admission.lookUntilMs / 1000) + keptSeconds,
      });
    },
    async admission(secret) {
      return ((await get(secret))?.["admission"] as Admission | undefined) ?? null;
    },
  };
};
