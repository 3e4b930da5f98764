import { actionsIn } from "../../lib/domain/records/actions.ts";
import { type Entry, type KeptEntry, readKept } from "../../lib/domain/records/entry.ts";
import { executionsOf, historyText } from "../../lib/domain/records/history.ts";
import { type Discrepancy, reconcile } from "../../lib/domain/run/reconcile.ts";
import { isSealed } from "../../lib/domain/run/status.ts";
import type { TaskPorts } from "../../lib/tasks.ts";

/** Whether a run's histories were archived now, and where they do not tell what its entries tell. */
export type Archived = { readonly archived: boolean; readonly discrepancies: readonly Discrepancy[] };

/**
 * Archives what Step Functions says of a sealed run, once all of its executions are over, and compares it with the entries
 * first: what is archived can be compared again by anybody. The service itself forgets after 90 days.
 */
export async function archiveHistories(
  { ledger, histories, changes, notary }: TaskPorts<"watch-records">,
  runId: string,
  kept: readonly KeptEntry[],
): Promise<Archived> {
  const entries: readonly Entry[] = kept.map(readKept);
  if (!isSealed(entries) || (await ledger.archiveOf(runId)) !== null)
    return { archived: false, discrepancies: [] };
  const told = await histories.historiesOf(runId, executionsOf(entries));
  if (told === null) return { archived: false, discrepancies: [] };
  const discrepancies = reconcile(entries, told.flatMap(actionsIn));
  const digests: string[] = [];
  for (const history of told) digests.push(await changes.keep(historyText(history)));
  await notary.archive(runId, digests);
  return { archived: true, discrepancies };
}
