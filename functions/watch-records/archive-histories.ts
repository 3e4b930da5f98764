import { actionsIn } from "../../lib/domain/records/actions.ts";
import { type Entry, type KeptEntry, readKept } from "../../lib/domain/records/entry.ts";
import { historyText, namedExecutions } from "../../lib/domain/records/history.ts";
import { type Discrepancy, reconcile } from "../../lib/domain/run/reconcile.ts";
import { isSealed } from "../../lib/domain/run/status.ts";
import type { TaskPorts } from "../../lib/tasks/tasks.ts";

/** Whether a run's histories were archived now, and where they disagree with its entries. */
export type Archived = { readonly archived: boolean; readonly discrepancies: readonly Discrepancy[] };

/**
 * Archives the Step Functions histories of a sealed run once all of its executions are over. It compares them with
 * the entries first; anyone can repeat the comparison on the archive. Step Functions itself deletes a history after
 * 90 days.
 */
export async function archiveHistories(
  { ledger, histories, changes, notary }: TaskPorts<"watch-records">,
  runId: string,
  kept: readonly KeptEntry[],
): Promise<Archived> {
  const entries: readonly Entry[] = kept.map(readKept);
  if (!isSealed(entries) || (await ledger.archiveOf(runId)) !== null)
    return { archived: false, discrepancies: [] };
  const found = await histories.historiesOf(runId, namedExecutions(entries));
  if (found === null) return { archived: false, discrepancies: [] };
  const discrepancies = reconcile(entries, found.flatMap(actionsIn));
  const digests: string[] = [];
  for (const history of found) digests.push(await changes.keep(historyText(history)));
  await notary.archive(runId, digests);
  return { archived: true, discrepancies };
}
