import { GetCommand } from "@aws-sdk/lib-dynamodb";
import type { Store } from "../shared/chain/entries.ts";
import { documents, type Key, keys, transact, type Write } from "../shared/records-table.ts";
import type { PlanRecords } from "./port.ts";

/** The locked plan: the digest that the Platform Owner approved last, and where. */
export const planRecords = ({ tableName: TableName }: Store): PlanRecords => ({
  async lockedPlan(documentId) {
    const { Item } = await documents.send(
      new GetCommand({ TableName, Key: keys.lock(documentId), ConsistentRead: true }),
    );
    return Item === undefined ? null : { plan: String(Item["plan"]), runId: String(Item["runId"]) };
  },
  async lockPlan(documentId, plan, runId) {
    // The lock moves to the next plan. The record of the run that locked this one remains.
    const put = (key: Key): Write => ({ Put: { TableName, Item: { ...key, plan, runId } } });
    await transact([put(keys.lock(documentId)), put(keys.lockOf(documentId, plan))]);
  },
});
