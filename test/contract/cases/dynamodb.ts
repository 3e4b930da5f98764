import { TransactionCanceledException } from "@aws-sdk/client-dynamodb";
import {
  BatchWriteCommand,
  DeleteCommand,
  GetCommand,
  PutCommand,
  QueryCommand,
  TransactWriteCommand,
  type TransactWriteCommandInput,
  UpdateCommand,
} from "@aws-sdk/lib-dynamodb";
import { documents } from "../../../lib/ports/shared/records-table.ts";
import { type Contract, errorOf, type Place } from "../contract.ts";

type Writes = NonNullable<TransactWriteCommandInput["TransactItems"]>;

const put = ({ table: TableName }: Place, Item: Record<string, unknown>, rest: object = {}) =>
  documents.send(new PutCommand({ TableName, Item, ...rest }));
const get = async ({ table: TableName }: Place, pk: string, sk = "A") =>
  (await documents.send(new GetCommand({ TableName, Key: { pk, sk }, ConsistentRead: true }))).Item ?? null;
const transact = (TransactItems: Writes, token?: string) =>
  documents.send(
    new TransactWriteCommand({
      TransactItems,
      ...(token === undefined ? {} : { ClientRequestToken: token }),
    }),
  );
const isNew = { ConditionExpression: "attribute_not_exists(pk)" };

async function reasonsOf(act: Promise<unknown>): Promise<unknown> {
  try {
    await act;
    return "written";
  } catch (error) {
    if (!(error instanceof TransactionCanceledException)) return error instanceof Error ? error.name : error;
    return error.CancellationReasons?.map(({ Code }) => Code);
  }
}

/** What the records rely on. */
export const dynamodb: readonly Contract[] = [
  {
    says: "a put on condition that nothing is there is written once",
    act: async (at) => {
      const pk = at.unique("once");
      await put(at, { pk, sk: "A", by: 1 }, isNew);
      return [await errorOf(put(at, { pk, sk: "A", by: 2 }, isNew)), (await get(at, pk))?.["by"]];
    },
    sees: ["ConditionalCheckFailedException", 1],
  },
  {
    says: "a transaction is written whole or not at all, and its reasons say which clause failed",
    act: async (at) => {
      const [one, other] = [at.unique("whole"), at.unique("whole")];
      await put(at, { pk: other, sk: "A" });
      const reasons = await reasonsOf(
        transact([
          { Put: { TableName: at.table, Item: { pk: one, sk: "A" }, ...isNew } },
          { Put: { TableName: at.table, Item: { pk: other, sk: "A" }, ...isNew } },
        ]),
      );
      return [reasons, await get(at, one)];
    },
    sees: [["None", "ConditionalCheckFailed"], null],
  },
  {
    says: "a failed clause can carry the item that it met",
    act: async (at) => {
      const pk = at.unique("winner");
      await put(at, { pk, sk: "A", winner: "first" });
      try {
        await transact([
          {
            Put: {
              TableName: at.table,
              Item: { pk, sk: "A" },
              ...isNew,
              ReturnValuesOnConditionCheckFailure: "ALL_OLD",
            },
          },
        ]);
        return "written";
      } catch (error) {
        const [reason] =
          error instanceof TransactionCanceledException ? (error.CancellationReasons ?? []) : [];
        return JSON.stringify(reason?.Item ?? null).includes("first");
      }
    },
    sees: true,
  },
  {
    says: "a condition check holds a transaction without writing",
    act: async (at) => {
      const [lease, entry] = [at.unique("lease"), at.unique("entry")];
      await put(at, { pk: lease, sk: "A", epoch: 2 });
      const under = (epoch: number) =>
        reasonsOf(
          transact([
            { Put: { TableName: at.table, Item: { pk: entry, sk: String(epoch) }, ...isNew } },
            {
              ConditionCheck: {
                TableName: at.table,
                Key: { pk: lease, sk: "A" },
                ConditionExpression: "epoch = :epoch AND attribute_not_exists(stoppedAt)",
                ExpressionAttributeValues: { ":epoch": epoch },
              },
            },
          ]),
        );
      return [await under(1), await under(2)];
    },
    sees: [["None", "ConditionalCheckFailed"], "written"],
  },
  {
    says: "a transaction with two operations on one item is refused",
    act: async (at) => {
      const item = { pk: at.unique("two"), sk: "A" };
      const write = { Put: { TableName: at.table, Item: item } };
      return reasonsOf(transact([write, write]));
    },
    sees: "ValidationException",
  },
  {
    says: "a transaction that is repeated with its token is written once",
    act: async (at) => {
      const pk = at.unique("token");
      const writes: Writes = [{ Put: { TableName: at.table, Item: { pk, sk: "A" }, ...isNew } }];
      const token = at.unique("t").slice(-36);
      return [await reasonsOf(transact(writes, token)), await reasonsOf(transact(writes, token))];
    },
    sees: ["written", "written"],
  },
  {
    says: "conditions see into documents, measure lists and compare numbers, but never across types",
    act: async (at) => {
      const pk = at.unique("deep");
      await put(at, {
        pk,
        sk: "A",
        gate: { state: "open", approvedBy: ["x"], expiresAtMs: 10 },
        letters: "5",
        nobody: null,
      });
      const holds = async (ConditionExpression: string, ExpressionAttributeValues: Record<string, unknown>) =>
        (await errorOf(
          documents.send(
            new UpdateCommand({
              TableName: at.table,
              Key: { pk, sk: "A" },
              UpdateExpression: "SET #seen = :yes",
              ConditionExpression,
              ExpressionAttributeNames: {
                "#seen": "seen",
                ...(ConditionExpression.includes("#state") ? { "#state": "state" } : {}),
              },
              ExpressionAttributeValues: { ":yes": true, ...ExpressionAttributeValues },
            }),
          ),
        )) === null;
      return [
        await holds("gate.#state = :open AND gate.expiresAtMs > :now", { ":open": "open", ":now": 9 }),
        await holds("gate.expiresAtMs > :now", { ":now": 10 }),
        await holds("size(gate.approvedBy) = :one", { ":one": 1 }),
        await holds("size(gate.approvedBy) = :two", { ":two": 2 }),
        await holds("#seen = :yes OR absent = :five", { ":five": 5 }),
        await holds("letters > :four", { ":four": 4 }),
        await holds("nobody = :null", { ":null": null }),
        await holds("NOT attribute_exists(absent)", {}),
        await holds("begins_with(letters, :five)", { ":five": "5" }),
      ];
    },
    sees: [true, false, true, false, true, false, true, true, true],
  },
  {
    says: "a reserved word is refused unless it stands behind a name",
    act: async (at) => {
      const ask = (ConditionExpression: string) =>
        errorOf(put(at, { pk: at.unique("reserved"), sk: "A" }, { ConditionExpression }));
      return [await ask("attribute_not_exists(state)"), await ask("attribute_not_exists(epoch)")];
    },
    sees: ["ValidationException", null],
  },
  {
    says: "an update of what is not there makes it; into a document that is not there it is refused",
    act: async (at) => {
      const pk = at.unique("update");
      const update = (UpdateExpression: string) =>
        documents.send(
          new UpdateCommand({
            TableName: at.table,
            Key: { pk, sk: "A" },
            UpdateExpression,
            ExpressionAttributeValues: { ":one": 1 },
          }),
        );
      const deep = await errorOf(update("SET gate.answered = :one"));
      await update("SET counted = if_not_exists(counted, :one) + :one");
      return [deep, (await get(at, pk))?.["counted"]];
    },
    sees: ["ValidationException", 2],
  },
  {
    says: "a query reads one partition in order, backwards too, in pages",
    act: async (at) => {
      const pk = at.unique("page");
      for (const sk of ["ENTRY#3", "ENTRY#1", "ENTRY#2", "GATE#1"]) await put(at, { pk, sk });
      const ask = (rest: object) =>
        documents.send(
          new QueryCommand({
            TableName: at.table,
            ConsistentRead: true,
            KeyConditionExpression: "pk = :pk AND begins_with(sk, :entries)",
            ExpressionAttributeValues: { ":pk": pk, ":entries": "ENTRY#" },
            ...rest,
          }),
        );
      const keysOf = ({ Items = [] }: { Items?: Record<string, unknown>[] | undefined }) =>
        Items.map(({ sk }) => sk);
      const first = await ask({ Limit: 2 });
      const second = await ask({ ExclusiveStartKey: first.LastEvaluatedKey });
      return [keysOf(first), keysOf(second), keysOf(await ask({ ScanIndexForward: false }))];
    },
    sees: [["ENTRY#1", "ENTRY#2"], ["ENTRY#3"], ["ENTRY#3", "ENTRY#2", "ENTRY#1"]],
  },
  {
    says: "a query reads from one key to another, both of them too",
    act: async (at) => {
      const pk = at.unique("between");
      for (const sk of ["ENTRY#1", "ENTRY#2", "ENTRY#3", "ENTRY#HEAD", "GATE#1"]) await put(at, { pk, sk });
      const between = async (from: string, to: string) => {
        const { Items = [] } = await documents.send(
          new QueryCommand({
            TableName: at.table,
            ConsistentRead: true,
            KeyConditionExpression: "pk = :pk AND sk BETWEEN :from AND :to",
            ExpressionAttributeValues: { ":pk": pk, ":from": from, ":to": to },
          }),
        );
        return Items.map(({ sk }) => sk);
      };
      return [await between("ENTRY#", "ENTRY#HEAD"), await between("ENTRY#2", "ENTRY#3")];
    },
    sees: [
      ["ENTRY#1", "ENTRY#2", "ENTRY#3", "ENTRY#HEAD"],
      ["ENTRY#2", "ENTRY#3"],
    ],
  },
  {
    says: "a batch puts and deletes; deleting what is not there is no error",
    act: async (at) => {
      const pk = at.unique("batch");
      await put(at, { pk, sk: "A" });
      await documents.send(
        new BatchWriteCommand({
          RequestItems: {
            [at.table]: [
              { PutRequest: { Item: { pk, sk: "B" } } },
              { DeleteRequest: { Key: { pk, sk: "A" } } },
            ],
          },
        }),
      );
      await documents.send(new DeleteCommand({ TableName: at.table, Key: { pk, sk: "A" } }));
      return [await get(at, pk, "A"), (await get(at, pk, "B"))?.["sk"]];
    },
    sees: [null, "B"],
  },
];
