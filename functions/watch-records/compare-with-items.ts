import { canonicalJson, type Json } from "../../lib/domain/canonical.ts";
import type { Disagreement } from "../../lib/domain/records/compare.ts";
import { type Entry, type KeptEntry, readKept } from "../../lib/domain/records/entry.ts";
import { isFact } from "../../lib/domain/records/facts.ts";
import { compareItems, type ItemsSay } from "../../lib/domain/run/compare-items.ts";
import type { TaskPorts } from "../../lib/tasks/tasks.ts";

type Ports = Pick<TaskPorts<"watch-records">, "ledger">;

/**
 * Compares what single items say of a run with its entries: its gates, its lease, its plan's lock. A run is compared until its
 * histories are archived; nothing relies on its items any more by then. While somebody writes, nothing is judged: the next
 * look judges what stands then.
 */
export async function compareWithItems(
  { ledger }: Ports,
  runId: string,
  kept: readonly KeptEntry[],
): Promise<readonly Disagreement[]> {
  const opened = kept.map(readKept).find(isFact("open-run", "observation"));
  if (opened === undefined || (await ledger.archiveOf(runId)) !== null) return [];
  const { documentId } = opened.detail;
  const before = await ledger.itemsOf(runId, documentId);
  const entries = await entriesOf(ledger, runId);
  const after = await ledger.itemsOf(runId, documentId);
  if (textOf(before) !== textOf(after)) return [];
  const { lock } = after;
  const lockedIn = lock === null ? [] : lock.runId === runId ? entries : await entriesOf(ledger, lock.runId);
  return compareItems(entries, after, lockedIn);
}

const entriesOf = async (ledger: Ports["ledger"], runId: string): Promise<readonly Entry[]> =>
  (await ledger.kept(runId)).entries.map(readKept);

const textOf = (items: ItemsSay): string => canonicalJson(items as unknown as Json);
