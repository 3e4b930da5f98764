import { median } from "../domain/median.ts";
import type { Phase } from "../domain/run/phases.ts";
import type { ListedRun, UnreadableRun } from "../ports/records/port.ts";

/** How many of the newest successful runs say how long a phase usually takes. */
const runsForUsual = 14;

/** How long each phase usually takes, in milliseconds: the median of the newest runs that succeeded. `listed` is newest first. */
export function usualTimes(
  listed: readonly (ListedRun | UnreadableRun)[],
): Readonly<Partial<Record<Phase, number>>> {
  const took = listed
    .flatMap((line) => ("ending" in line && line.ending?.verdict === "SUCCEEDED" ? [line.ending.tookMs] : []))
    .slice(0, runsForUsual);
  const phases = [...new Set(took.flatMap(Object.keys))];
  return Object.fromEntries(
    phases.map((phase) => [phase, median(took.flatMap((times) => times[phase] ?? []))]),
  );
}
