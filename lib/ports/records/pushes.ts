import { GetCommand } from "@aws-sdk/lib-dynamodb";
import type { Store } from "../shared/chain/entries.ts";
import { documents, keys, transact } from "../shared/records-table.ts";
import type { PushRecords } from "./port.ts";

/** Events about commits that a door has taken. */
export const pushRecords = ({ tableName: TableName, application }: Store): PushRecords => ({
  async pushTakenAtMs(event) {
    const { Item } = await documents.send(
      new GetCommand({ TableName, Key: keys.push(application, event), ConsistentRead: true }),
    );
    return Item === undefined ? null : Number(Item["takenAtMs"]);
  },
  async isAnnounced(commit) {
    const { Item } = await documents.send(
      new GetCommand({ TableName, Key: keys.announced(application, commit), ConsistentRead: true }),
    );
    return Item !== undefined;
  },
  async keepPush(event, commit, takenAtMs) {
    // A condition that does not hold means that it is kept already.
    await transact([
      { Put: { TableName, Item: { ...keys.announced(application, commit), takenAtMs } } },
      {
        Put: {
          TableName,
          Item: { ...keys.push(application, event), commit, takenAtMs },
          ConditionExpression: "attribute_not_exists(pk)",
        },
      },
    ]);
  },
});
