import { GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import type { Store } from "../shared/chain/entries.ts";
import { documents, keys } from "../shared/records-table.ts";
import type { Rehearsal, RehearsalRecords } from "./port.ts";

/** The last rehearsal that ended as it has to. */
export const rehearsalRecords = ({ tableName: TableName, application }: Store): RehearsalRecords => ({
  async lastRehearsal() {
    const { Item } = await documents.send(
      new GetCommand({ TableName, ConsistentRead: true, Key: keys.rehearsal(application) }),
    );
    return (Item?.["rehearsal"] as Rehearsal | undefined) ?? null;
  },
  async recordRehearsal(rehearsal) {
    await documents.send(new PutCommand({ TableName, Item: { ...keys.rehearsal(application), rehearsal } }));
  },
});
