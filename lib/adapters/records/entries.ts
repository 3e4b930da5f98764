import { QueryCommand } from "@aws-sdk/lib-dynamodb";
import { canonicalJson, type Json } from "../../domain/canonical.ts";
import { invalidInput } from "../../domain/errors.ts";
import { chainFacts, emptyHead, type Head, type KeptEntry, readKept } from "../../domain/records/entry.ts";
import type { Fact } from "../../domain/records/facts.ts";
import type { RunRecords } from "../../ports.ts";
import { createOnly } from "../changes.ts";
import { documents, keys, type Write } from "./table.ts";

const largestDetailBytes = 32 * 1024;

/** Where the records of one installation are kept. */
export type Store = { readonly tableName: string; readonly bucketName: string; readonly application: string };

/** A run's entries, each checked against its digest, and the head as it was written. */
export async function readRun({ tableName }: Store, runId: string): Promise<RunRecords> {
  const kept: KeptEntry[] = [];
  let head: Head = emptyHead;
  let ExclusiveStartKey: Record<string, unknown> | undefined;
  do {
    const page = await documents.send(
      new QueryCommand({
        TableName: tableName,
        ConsistentRead: true,
        KeyConditionExpression: "pk = :run AND begins_with(sk, :entries)",
        ExpressionAttributeValues: { ":run": `RUN#${runId}`, ":entries": "ENTRY#" },
        ...(ExclusiveStartKey === undefined ? {} : { ExclusiveStartKey }),
      }),
    );
    for (const item of page.Items ?? []) {
      if (item["sk"] === keys.head(runId).sk)
        head = { count: Number(item["count"]), head: String(item["head"]) };
      else
        kept.push({
          sequence: Number(item["sequence"]),
          bytes: String(item["bytes"]),
          digest: String(item["digest"]),
        });
    }
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey !== undefined);
  return { runId, entries: kept.map(readKept), head };
}

/** The writes that put `facts` behind the head, and what the run is once they are written. */
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

/** The second copy of what was committed: the same bytes, create-only. */
export async function copyEntries(
  { bucketName }: Store,
  run: RunRecords,
  kept: readonly KeptEntry[],
): Promise<void> {
  await Promise.all(
    kept.map(({ sequence, bytes }) => {
      const action = run.entries[sequence - 1]?.action ?? "entry";
      return createOnly(bucketName, copyKey(run.runId, sequence, action), bytes);
    }),
  );
}

/** The second copy's key. */
export const copyKey = (runId: string, sequence: number, action: string): string =>
  `infrastructure-records/21.03/${runId}/${String(sequence).padStart(8, "0")}-${action}.json`;
