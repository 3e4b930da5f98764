import { ConditionalCheckFailedException, TransactionCanceledException } from "@aws-sdk/client-dynamodb";
import type { Service } from "../account.ts";
import { conditionOf, updateOf } from "./dynamodb-expressions.ts";
import type { Item, References } from "./dynamodb-values.ts";

type Key = { readonly pk: string; readonly sk: string };
type Conditional = {
  readonly TableName: string;
  readonly ConditionExpression?: string;
  readonly ExpressionAttributeNames?: Record<string, string>;
  readonly ExpressionAttributeValues?: Record<string, unknown>;
  readonly ReturnValuesOnConditionCheckFailure?: "ALL_OLD" | "NONE";
};
type Put = Conditional & { readonly Item: Item };
type Change = Conditional & {
  readonly Key: Key;
  readonly UpdateExpression?: string;
  readonly ReturnValues?: string;
};
type Query = Conditional & {
  readonly KeyConditionExpression: string;
  readonly FilterExpression?: string;
  readonly ScanIndexForward?: boolean;
  readonly Limit?: number;
  readonly ExclusiveStartKey?: Key;
};
type Action = {
  readonly Put?: Put;
  readonly Update?: Change;
  readonly Delete?: Change;
  readonly ConditionCheck?: Change;
};

/** Source: DynamoDB quotas. */
const mostActions = 100;
const largestItemBytes = 400 * 1024;
const longestKeyBytes = 2_048;

const failing = (name: string, message: string) => Object.assign(new Error(message), { name });

/**
 * DynamoDB for tables with the keys `pk` and `sk`: conditions, transactions that name the clause that failed, queries
 * in pages. Reads are consistent, as every read of the records asks for.
 */
export class DynamoDb {
  /** Items by `pk`, then `sk`. One table is enough: an installation has one. */
  readonly items = new Map<string, Map<string, Item>>();
  /** Called with every item that is written, and with what was there before; null when it is taken away. */
  wrote: (key: Key, item: Item | null, before: Item | undefined) => void = () => undefined;
  /** The tokens of transactions that were written. */
  private readonly written = new Set<string>();
  /** How many items a page of a query has at most. */
  pageItems = Number.POSITIVE_INFINITY;

  readonly service: Service = {
    Get: ({ Key }: { Key: Key }) => {
      const Item = this.find(Key);
      return Item === undefined ? {} : { Item };
    },
    Put: (put: Put) => {
      this.check(put, keyIn(put.Item));
      this.put(put.Item);
      return {};
    },
    Update: (change: Change) => {
      this.check(change, change.Key);
      const before = this.find(change.Key);
      this.update(change);
      if (change.ReturnValues === "ALL_OLD") return { Attributes: before };
      return change.ReturnValues === "ALL_NEW" ? { Attributes: this.find(change.Key) } : {};
    },
    Delete: (change: Change) => {
      this.check(change, change.Key);
      this.remove(change.Key);
      return {};
    },
    Query: (query: Query) => this.query(query),
    BatchGet: ({ RequestItems }: { RequestItems: Record<string, { Keys: Key[] }> }) => ({
      Responses: Object.fromEntries(
        Object.entries(RequestItems).map(([table, { Keys }]) => [
          table,
          Keys.flatMap((key) => this.find(key) ?? []),
        ]),
      ),
    }),
    BatchWrite: ({
      RequestItems,
    }: {
      RequestItems: Record<string, { PutRequest?: { Item: Item }; DeleteRequest?: { Key: Key } }[]>;
    }) => {
      for (const { PutRequest, DeleteRequest } of Object.values(RequestItems).flat()) {
        if (PutRequest !== undefined) this.put(PutRequest.Item);
        if (DeleteRequest !== undefined) this.remove(DeleteRequest.Key);
      }
      return {};
    },
    TransactWrite: ({
      TransactItems,
      ClientRequestToken: token,
    }: {
      TransactItems: Action[];
      ClientRequestToken?: string;
    }) => {
      if (token !== undefined && this.written.has(token)) return {};
      const answer = this.transact(TransactItems);
      if (token !== undefined) this.written.add(token);
      return answer;
    },
  };

  /** The item of that key. */
  find({ pk, sk }: Key): Item | undefined {
    // Source: DynamoDB developer guide, "Quotas", partition key length.
    if (pk.length > longestKeyBytes)
      throw failing("ValidationException", "Size of hashkey has exceeded the maximum size limit");
    return this.items.get(pk)?.get(sk);
  }

  private transact(actions: readonly Action[]): object {
    if (actions.length > mostActions)
      throw failing(
        "ValidationException",
        `a transaction has ${actions.length} actions; ${mostActions} are allowed`,
      );
    const parts = actions.map(({ Put, Update, Delete, ConditionCheck }) => {
      const change = Update ?? Delete ?? ConditionCheck;
      if (Put !== undefined)
        return { part: Put as Conditional, key: keyIn(Put.Item), act: () => this.put(Put.Item) };
      if (change === undefined) throw failing("ValidationException", "an action names nothing to do");
      const act =
        Update !== undefined
          ? () => this.update(Update)
          : Delete !== undefined
            ? () => this.remove(Delete.Key)
            : () => undefined;
      return { part: change as Conditional, key: change.Key, act };
    });
    const keys = new Set(parts.map(({ key: { pk, sk } }) => `${pk} ${sk}`));
    if (keys.size !== parts.length)
      throw failing("ValidationException", "a transaction cannot include two operations on one item");
    const reasons = parts.map(({ part, key }) => {
      if (this.holds(part, key)) return { Code: "None" };
      const Item = part.ReturnValuesOnConditionCheckFailure === "ALL_OLD" ? this.find(key) : undefined;
      return { Code: "ConditionalCheckFailed", ...(Item === undefined ? {} : { Item: Item as never }) };
    });
    if (reasons.some(({ Code }) => Code !== "None"))
      throw new TransactionCanceledException({
        message: `Transaction cancelled, please refer cancellation reasons for specific reasons [${reasons.map(({ Code }) => Code).join(", ")}]`,
        $metadata: {},
        CancellationReasons: reasons,
      });
    for (const { act } of parts) act();
    return {};
  }

  private query(query: Query): object {
    const {
      KeyConditionExpression,
      FilterExpression,
      ScanIndexForward = true,
      Limit,
      ExclusiveStartKey,
    } = query;
    const references = referencesOf(query);
    // Source: DynamoDB API reference, Query, Limit.
    if (Limit !== undefined && !Number.isInteger(Limit))
      throw failing("SerializationException", `the Limit ${Limit} is no whole number`);
    const condition = conditionOf(KeyConditionExpression);
    const filter = FilterExpression === undefined ? () => true : conditionOf(FilterExpression);
    // Every query names one partition, by one of its values.
    const found: Item[] = [];
    for (const value of Object.values(references.values ?? {}))
      for (const item of this.items.get(String(value))?.values() ?? [])
        if (condition(item, references)) found.push(item);
    found.sort((one, other) => (String(one["sk"]) < String(other["sk"]) ? -1 : 1));
    const ordered = ScanIndexForward ? found : found.toReversed();
    const from =
      ExclusiveStartKey === undefined ? 0 : ordered.findIndex(({ sk }) => sk === ExclusiveStartKey.sk) + 1;
    const size = Math.min(Limit ?? Number.POSITIVE_INFINITY, this.pageItems);
    const page = ordered.slice(from, from + size);
    const last = page.at(-1);
    const more = from + page.length < ordered.length && last !== undefined;
    return {
      Items: page.filter((item) => filter(item, references)),
      ...(more ? { LastEvaluatedKey: { pk: last["pk"], sk: last["sk"] } } : {}),
    };
  }

  private holds(part: Conditional, key: Key): boolean {
    return part.ConditionExpression === undefined
      ? true
      : conditionOf(part.ConditionExpression)(this.find(key), referencesOf(part));
  }

  private check(part: Conditional, key: Key): void {
    if (!this.holds(part, key))
      throw new ConditionalCheckFailedException({ message: "The conditional request failed", $metadata: {} });
  }

  private put(given: Item): void {
    const item = copied(given) as Item;
    const { pk, sk } = keyIn(item);
    // Only a text can make an item large.
    if (Object.values(item).some((value) => typeof value === "string" && value.length > largestItemBytes))
      throw failing("ValidationException", "Item size has exceeded the maximum allowed size");
    let partition = this.items.get(pk);
    if (partition === undefined) {
      partition = new Map();
      this.items.set(pk, partition);
    }
    const before = partition.get(sk);
    partition.set(sk, item);
    this.wrote({ pk, sk }, item, before);
  }

  private update({ Key, UpdateExpression = "", ...rest }: Change): void {
    // An update of a missing item creates it from its key.
    this.put(updateOf(UpdateExpression)({ ...(this.find(Key) ?? Key) }, referencesOf(rest)));
  }

  private remove({ pk, sk }: Key): void {
    const before = this.find({ pk, sk });
    if (before === undefined) return;
    this.items.get(pk)?.delete(sk);
    this.wrote({ pk, sk }, null, before);
  }
}

const keyIn = (item: Item): Key => ({ pk: String(item["pk"]), sk: String(item["sk"]) });

const referencesOf = ({
  ExpressionAttributeNames: names,
  ExpressionAttributeValues: values,
}: Omit<Conditional, "TableName">): References => ({ names, values });

/** A copy without what is undefined, as the document client marshals it. */
function copied(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copied);
  if (typeof value !== "object" || value === null) return value;
  const copy: Item = {};
  for (const key in value) {
    const inner = (value as Item)[key];
    if (inner !== undefined) copy[key] = copied(inner);
  }
  return copy;
}
