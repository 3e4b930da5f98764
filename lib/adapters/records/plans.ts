import { GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import type { Records } from "../../ports.ts";
import type { Store } from "./entries.ts";
import { documents, keys } from "./table.ts";

/** Which plan is locked: the digest that the Platform Owner approved last. */
export const planRecords = ({ tableName: TableName }: Store): Pick<Records, "lockedPlan" | "lockPlan"> => ({
  async lockedPlan(documentId) {
    const { Item } = await documents.send(
      new GetCommand({ TableName, Key: keys.lock(documentId), ConsistentRead: true }),
    );
    return Item === undefined ? null : String(Item["plan"]);
  },
  async lockPlan(documentId, plan, runId) {
    await documents.send(new PutCommand({ TableName, Item: { ...keys.lock(documentId), plan, runId } }));
  },
});
