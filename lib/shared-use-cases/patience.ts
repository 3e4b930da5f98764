import type { Entry } from "../domain/records/entry.ts";
import type { Clock } from "../ports/clock/port.ts";

const longestCallMs = 20_000;
const longestStandMs = 15_000;
const longestPauseMs = 1_500;
const firstPauseMs = 10;
const longestWaitSeconds = 60;

/** How long one call may go on before it hands back to the state machine. */
export type Patience = {
  /** Lets a little time pass before the next look at something that is under way; false when the call should hand back. */
  lookAgain(): Promise<boolean>;
  /** Something moved: the next look may come at once again. */
  moved(): void;
};

/**
 * One call moves as many notches as are ready, for at most 20 s, and stands still for at most 15 s of them, looking
 * every 1.5 s at last: what is short is seen at once, and what is long costs few looks of the state machine, which
 * counts them (its history ends at 25,000 events).
 */
export function patience(clock: Clock): Patience {
  const beganAtMs = clock.nowMs();
  let pauseMs = firstPauseMs;
  let stoodMs = 0;
  return {
    async lookAgain() {
      if (stoodMs >= longestStandMs || clock.nowMs() - beganAtMs >= longestCallMs) return false;
      await clock.pause(pauseMs);
      stoodMs += pauseMs;
      pauseMs = Math.min(pauseMs * 2, longestPauseMs);
      return true;
    },
    moved() {
      pauseMs = firstPauseMs;
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
