/** How often the lease of a run was taken over from a dead execution, and when last; 0 if never. */
export type Recoveries = { readonly times: number; readonly lastAtMs: number };

/** A run whose first execution has the lease. */
export const noRecoveries: Recoveries = { times: 0, lastAtMs: 0 };

const minuteMs = 60_000;

/**
 * How long each recovery waits after the one before it. The first two do not wait: one stop costs one recovery, or two if
 * its recovery is stopped as well. What ends every execution at once would otherwise raise the epoch with every sweep.
 */
const pausesMs = [0, 0, 1, 2, 4, 8, 15, 30, 60].map((minutes) => minutes * minuteMs);

/** How many times a run is recovered before its recovery is given up. */
export const mostRecoveries = pausesMs.length;

/**
 * Whether a run whose execution is dead is recovered now. `given-up` lasts until people agree to resume all work
 * after an emergency stop: no pause would help any more.
 */
export function nextRecovery({ times, lastAtMs }: Recoveries, nowMs: number): "now" | "later" | "given-up" {
  const pauseMs = pausesMs[times];
  if (pauseMs === undefined) return "given-up";
  return nowMs - lastAtMs >= pauseMs ? "now" : "later";
}
