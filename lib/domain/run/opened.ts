import { prerequisiteMissing } from "../errors.ts";
import type { Entry } from "../records/entry.ts";
import { type FactOf, isFact } from "../records/facts.ts";

/**
 * What the run was opened with: its plan, its change, its waivers.
 * @throws PrerequisiteMissing if the run was never opened.
 */
export function openedWith(runId: string, entries: readonly Entry[]): FactOf<"open-run">["detail"] {
  const opened = entries.find(isFact("open-run", "observation"));
  if (opened === undefined)
    throw prerequisiteMissing(
      `the run ${runId} was never opened (${entries.length} entries): start it through its event`,
    );
  return opened.detail;
}
