import type { GateItem } from "../../lib/domain/gate/gate-item.ts";
import type { Gate } from "../../lib/domain/gates.ts";
import {
  type Entry,
  emptyHead,
  type Head,
  type KeptEntry,
  readKept,
} from "../../lib/domain/records/entry.ts";
import type { Fact } from "../../lib/domain/records/facts.ts";
import { appendWrites } from "../../lib/ports/shared/chain/entries.ts";
import { copiesFrom } from "../../lib/ports/shared/chain/second-copies.ts";
import { type Item, type Key, keys } from "../../lib/ports/shared/records-table.ts";
import type { Installation } from "./installation.ts";

/** What a test needs of an installation to read or write its table directly. */
type Kept = Pick<Installation, "dynamodb" | "s3" | "time">;

const store = { tableName: "infrastructure-records", bucketName: "infrastructure-records", application: "" };

/** The end of a chain, as the table has it now. */
export function headOf({ dynamodb }: Pick<Kept, "dynamodb">, chain: string): Head {
  const item = dynamodb.find(keys.head(chain));
  return item === undefined ? emptyHead : { count: Number(item["count"]), head: String(item["head"]) };
}

/** The entries of a chain, as the table has them now. */
export function entriesOf({ dynamodb }: Pick<Kept, "dynamodb">, chain: string): readonly Entry[] {
  return Array.from({ length: headOf({ dynamodb }, chain).count }, (_, index) =>
    readKept(dynamodb.find(keys.entry(chain, index + 1)) as unknown as KeptEntry),
  );
}

/**
 * Appends to a chain at once, without a lease: another writer's entries, from before or in between.
 * @param copied whether the second copies are made as well, @default true
 * @param actor who writes it.
 */
export function append(
  { dynamodb, s3, time }: Kept,
  chain: string,
  facts: readonly Fact[],
  copied = true,
  actor = "somebody",
): void {
  const run = { runId: chain, entries: [], head: headOf({ dynamodb }, chain) };
  const { writes, kept } = appendWrites(store, run, { actor, atMs: time.nowMs() }, facts);
  for (const { Put } of writes) dynamodb.service["Put"]?.(Put);
  if (copied)
    for (const [index, { sequence, bytes }] of kept.entries())
      s3.overwrite(copyKey(chain, sequence, facts[index]?.action), bytes);
}

/** The key of an entry's second copy. */
export const copyKey = (chain: string, sequence: number, action: Fact["action"] = "note"): string =>
  `${copiesFrom(chain, sequence)}-${action}.json`;

/** Puts an item into the table, in place of the one that is there. */
export function put({ dynamodb }: Pick<Kept, "dynamodb">, key: Key, item: Item): void {
  dynamodb.service["Put"]?.({ Item: { ...key, ...item } });
}

/** Takes an item out of the table. */
export function remove({ dynamodb }: Pick<Kept, "dynamodb">, Key: Key): void {
  dynamodb.service["Delete"]?.({ Key });
}

/** Changes the fields of an item that is in the table. */
export function edit({ dynamodb }: Pick<Kept, "dynamodb">, key: Key, more: Item): void {
  put({ dynamodb }, key, { ...dynamodb.find(key), ...more });
}

/** Changes a gate as another writer's transaction does. */
export function editGate(
  kept: Pick<Kept, "dynamodb">,
  runId: string,
  gate: Gate,
  more: Partial<GateItem>,
): void {
  const key = keys.gate(runId, gate);
  edit(kept, key, { gate: { ...(kept.dynamodb.find(key)?.["gate"] as GateItem), ...more } });
}

/** Cuts off the end of a chain, as somebody with write access to the table can: the entries after the first `count` are gone. */
export function cutOff({ dynamodb }: Pick<Kept, "dynamodb">, chain: string, count: number): void {
  const last = dynamodb.find(keys.entry(chain, count));
  for (let sequence = headOf({ dynamodb }, chain).count; sequence > count; sequence -= 1)
    remove({ dynamodb }, keys.entry(chain, sequence));
  put({ dynamodb }, keys.head(chain), { count, head: String(last?.["digest"]) });
}

/** Takes a run out of the table: its entries, its claim, and its line in the list. */
export function forget(kept: Pick<Kept, "dynamodb">, runId: string): void {
  const { count } = headOf(kept, runId);
  const claim = kept.dynamodb.find(keys.claim(runId))?.["claim"] as { readonly claimedAtMs: number };
  for (let sequence = 1; sequence <= count; sequence += 1) remove(kept, keys.entry(runId, sequence));
  for (const key of [keys.head(runId), keys.claim(runId), keys.listed(claim.claimedAtMs, runId)])
    remove(kept, key);
}
