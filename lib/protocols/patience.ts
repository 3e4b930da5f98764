import type { Entry } from "../domain/records/entry.ts";
import type { Clock } from "../ports.ts";

const longestCallMs = 20_000;
const longestLookMs = 1_500;
const firstLookMs = 10;
const longestWaitSeconds = 15;

/** How long one call may go on before it hands back to the state machine. */
export type Patience = {
  /** Lets a little time pass before the next look at something that is under way; false when the call should hand back. */
  lookAgain(): Promise<boolean>;
  /** Something moved: the next look may come at once again. */
  moved(): void;
};

/**
 * One call moves as many notches as are ready, for at most 20 s, and stands still for at most 1.5 s of them: most of a
 * small stack's operations are done by then, and everything longer costs a Wait state instead of a running function.
 */
export function patience(clock: Clock): Patience {
  const beganAtMs = clock.nowMs();
  let pauseMs = firstLookMs;
  let stoodMs = 0;
  return {
    async lookAgain() {
      if (stoodMs >= longestLookMs || clock.nowMs() - beganAtMs >= longestCallMs) return false;
      await clock.pause(pauseMs);
      stoodMs += pauseMs;
      pauseMs = Math.min(pauseMs * 2, longestLookMs);
      return true;
    },
    moved() {
      pauseMs = firstLookMs;
      stoodMs = 0;
    },
  };
}

/** How many seconds the state machine waits for what the last intent began: the longer it has taken, the longer. */
export function waitSeconds(entries: readonly Entry[], nowMs: number): number {
  const last = entries.findLast(({ kind }) => kind === "intent");
  const underWayMs = last === undefined ? 0 : nowMs - Date.parse(last.at);
  return Math.min(longestWaitSeconds, Math.max(1, Math.round(underWayMs / 4_000)));
}
