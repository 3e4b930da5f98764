import { GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import type { Store } from "../shared/chain/entries.ts";
import { documents, keys } from "../shared/records-table.ts";
import type { MoveRecords } from "./port.ts";

/** What the bus was told of the run that is at work: one item, and the last writer is right. */
export const moveRecords = ({ tableName: TableName, application }: Store): MoveRecords => ({
  async lastMove() {
    const { Item } = await documents.send(
      new GetCommand({ TableName, Key: keys.move(application), ConsistentRead: true }),
    );
    return Item === undefined ? null : String(Item["move"]);
  },
  async keepMove(move) {
    await documents.send(new PutCommand({ TableName, Item: { ...keys.move(application), move } }));
  },
});
