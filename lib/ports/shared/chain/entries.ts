import { GetCommand } from "@aws-sdk/lib-dynamodb";
import { canonicalJson, type Json } from "../../../domain/canonical.ts";
import { invalidInput } from "../../../domain/errors.ts";
import { type KeptSpan, type Span, whole } from "../../../domain/records/compare.ts";
import { chainFacts, emptyHead, type Head, type KeptEntry, readKept } from "../../../domain/records/entry.ts";
import type { Fact } from "../../../domain/records/facts.ts";
import type { KeptChain } from "../../ledger/port.ts";
import type { RunRecords } from "../../records/port.ts";
import { documents, itemsIn, keys, type Write } from "../records-table.ts";

/**
 * An item has at most 400 KB (DynamoDB developer guide, Quotas); this leaves room for the rest of the entry. The largest details are the
 * answers of a validation, which grow with the resources of an environment: 384 KB are some 1,500 answers.
 */
const largestDetailBytes = 384 * 1024;
const mostLooks = 3;

/** Where the records of one installation are kept. */
export type Store = { readonly tableName: string; readonly bucketName: string; readonly application: string };

/** A chain from the table. */
export async function keptChain(store: Store, chain: string): Promise<KeptChain> {
  const { entries, head } = await keptIn(store, chain, whole);
  return { entries, head: head ?? emptyHead };
}

/**
 * A span of a chain from the table. Entries and head are written together but read one by one: during a write, the head can
 * appear without its entry, so the span is read again. If it stays that way, it is returned as it is.
 */
export async function keptIn(store: Store, chain: string, span: Span): Promise<KeptSpan> {
  let seen = await querySpan(store, chain, span);
  for (let look = 1; look < mostLooks && endsElsewhere(seen); look += 1)
    seen = await querySpan(store, chain, span);
  return seen;
}

const endsElsewhere = ({ from, entries, head }: KeptSpan): boolean =>
  head !== null && head.count !== from - 1 + entries.length;

/** A run's entries, each checked against its digest, and the head as it was written. */
export async function readChain(store: Store, runId: string): Promise<RunRecords> {
  const { entries, head } = await keptChain(store, runId);
  return { runId, entries: entries.map(readKept), head };
}

/** The head of a chain: enough to append to it. */
export async function readHead({ tableName }: Store, chain: string): Promise<Head> {
  const { Item } = await documents.send(
    new GetCommand({ TableName: tableName, Key: keys.head(chain), ConsistentRead: true }),
  );
  return headFrom(Item);
}

/** The head in its item; none if there is no item. */
export const headFrom = (item: Readonly<Record<string, unknown>> | undefined): Head =>
  item === undefined ? emptyHead : { count: Number(item["count"]), head: String(item["head"]) };

async function querySpan({ tableName }: Store, chain: string, { from, to }: Span): Promise<KeptSpan> {
  const entries: KeptEntry[] = [];
  let head: Head | null = to === null ? emptyHead : null;
  const first = from === 1 ? "ENTRY#" : keys.entry(chain, from).sk;
  // The head sorts after every entry.
  const last = to === null ? keys.head(chain) : keys.entry(chain, to);
  const which = { where: "sk BETWEEN :from AND :to", values: { ":from": first, ":to": last.sk } };
  for await (const item of itemsIn(tableName, last.pk, which)) {
    if (item["sk"] === keys.head(chain).sk) head = headFrom(item);
    else
      entries.push({
        sequence: Number(item["sequence"]),
        bytes: String(item["bytes"]),
        digest: String(item["digest"]),
      });
  }
  return { from, entries, head };
}

/** The writes that append `facts` after the head, and the run after them. */
export function appendWrites(
  { tableName: TableName }: Store,
  run: RunRecords,
  context: { readonly actor: string; readonly atMs: number },
  facts: readonly Fact[],
): { readonly writes: readonly Write[]; readonly run: RunRecords; readonly kept: readonly KeptEntry[] } {
  for (const { action, detail } of facts) {
    const bytes = Buffer.byteLength(canonicalJson(detail as unknown as Json));
    if (bytes > largestDetailBytes)
      throw invalidInput(
        `the detail of "${action}" has ${bytes} bytes, at most ${largestDetailBytes} are kept: keep it by its digest`,
      );
  }
  const { kept, entries, head } = chainFacts(run.head, facts, {
    runId: run.runId,
    actor: context.actor,
    at: new Date(context.atMs).toISOString(),
  });
  const headWrite: Write = {
    Put: {
      TableName,
      Item: { ...keys.head(run.runId), count: head.count, head: head.head },
      ...(run.head.head === null
        ? { ConditionExpression: "attribute_not_exists(pk)" }
        : {
            ConditionExpression: "#head = :head",
            ExpressionAttributeNames: { "#head": "head" },
            ExpressionAttributeValues: { ":head": run.head.head },
          }),
    },
  };
  const entryWrites = kept.map(
    (entry): Write => ({
      Put: {
        TableName,
        Item: { ...keys.entry(run.runId, entry.sequence), ...entry },
        ConditionExpression: "attribute_not_exists(pk)",
      },
    }),
  );
  return {
    writes: [headWrite, ...entryWrites],
    run: { runId: run.runId, entries: [...run.entries, ...entries], head },
    kept,
  };
}
