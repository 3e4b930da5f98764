import { PutCommand, QueryCommand } from "@aws-sdk/lib-dynamodb";
import type { Records, Success } from "../../ports.ts";
import type { Store } from "./entries.ts";
import { documents, keys } from "./table.ts";

/** The runs that SUCCEEDED, in the order of their epochs. */
export const successRecords = ({
  tableName: TableName,
  application,
}: Store): Pick<Records, "successes" | "recordSuccess"> => ({
  async successes() {
    const { Items = [] } = await documents.send(
      new QueryCommand({
        TableName,
        ConsistentRead: true,
        KeyConditionExpression: "pk = :successes",
        ExpressionAttributeValues: { ":successes": keys.success(application, 0).pk },
      }),
    );
    return Items.map((item) => item["success"] as Success);
  },
  async recordSuccess({ epoch }, success) {
    await documents.send(
      new PutCommand({ TableName, Item: { ...keys.success(application, epoch), success } }),
    );
  },
});
