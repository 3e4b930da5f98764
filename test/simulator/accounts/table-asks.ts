import type { Asked } from "./evaluate.ts";

type Key = { readonly pk: string };

/**
 * What IAM is asked for an operation on the table: each item by itself. Sources: DynamoDB developer guide, "Using IAM with
 * DynamoDB transactions" and "Using IAM policy conditions for fine-grained access control" (dynamodb:LeadingKeys).
 * @throws Error for an operation that nobody has looked up yet.
 */
export function tableAsks(operation: string, input: unknown, table: string): readonly Asked[] {
  const asked = (action: string, { pk }: Key): Asked => ({
    action: `dynamodb:${action}`,
    resource: table,
    context: { "dynamodb:LeadingKeys": pk },
  });
  const { Key, Item, ExpressionAttributeValues, RequestItems, TransactItems } = input as {
    readonly Key: Key;
    readonly Item: Key;
    readonly ExpressionAttributeValues: Readonly<Record<string, string>>;
    readonly RequestItems: Readonly<
      Record<string, { Keys: readonly Key[] } & readonly { readonly PutRequest: { readonly Item: Key } }[]>
    >;
    readonly TransactItems: readonly Readonly<Record<string, { readonly Key?: Key; readonly Item?: Key }>>[];
  };
  switch (operation) {
    case "Get":
    case "Update":
      return [asked(`${operation}Item`, Key)];
    case "Put":
      return [asked("PutItem", Item)];
    case "Query":
      return [asked("Query", { pk: ExpressionAttributeValues[":pk"] ?? "" })];
    case "BatchGet":
      return Object.values(RequestItems).flatMap(({ Keys }) => Keys.map((one) => asked("BatchGetItem", one)));
    case "BatchWrite":
      return Object.values(RequestItems).flatMap((all) =>
        all.map(({ PutRequest }) => asked("BatchWriteItem", PutRequest.Item)),
      );
    case "TransactWrite":
      return TransactItems.flatMap((write) =>
        Object.entries(write).flatMap(([kind, of]) => {
          const item = of.Key ?? of.Item;
          const action = kind === "ConditionCheck" ? "ConditionCheckItem" : `${kind}Item`;
          return item === undefined ? [] : [asked(action, item)];
        }),
      );
    default:
      throw new Error(`nobody wrote down what IAM is asked for dynamodb ${operation}: add it here`);
  }
}
