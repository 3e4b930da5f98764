import { PutCommand } from "@aws-sdk/lib-dynamodb";
import { documents, type Key, type Write } from "../shared/records-table.ts";

/** A code that a person got by mail. Only its digest is kept, until `expiresAtMs` at most. */
export const keepCode = async (
  tableName: string,
  key: Key,
  codeDigest: string,
  expiresAtMs: number,
): Promise<void> => {
  await documents.send(new PutCommand({ TableName: tableName, Item: { ...key, codeDigest, expiresAtMs } }));
};

/** Spends a code in a transaction, which fails if the code is another one, was spent, or is too old at `nowMs`. */
export const spendCode = (tableName: string, key: Key, codeDigest: string, nowMs: number): Write => ({
  Delete: {
    TableName: tableName,
    Key: key,
    ConditionExpression: "codeDigest = :code AND expiresAtMs > :now",
    ExpressionAttributeValues: { ":code": codeDigest, ":now": nowMs },
  },
});
