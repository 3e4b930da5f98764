import { PutCommand } from "@aws-sdk/lib-dynamodb";
import type { Store } from "../shared/chain/entries.ts";
import { allOf, documents, keys } from "../shared/records-table.ts";
import type { Success, SuccessRecords } from "./port.ts";

/** The runs that SUCCEEDED, in the order of their epochs. */
export const successRecords = ({ tableName: TableName, application }: Store): SuccessRecords => ({
  successes: () => allOf<Success>("success", TableName, keys.success(application, 0).pk),
  async recordSuccess({ epoch }, success) {
    await documents.send(
      new PutCommand({ TableName, Item: { ...keys.success(application, epoch), success } }),
    );
  },
});
