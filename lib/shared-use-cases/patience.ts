import type { Entry } from "../domain/records/entry.ts";
import type { Clock } from "../ports/clock/port.ts";

const longestCallMs = 20_000;
const longestPausedMs = 15_000;
const longestPauseMs = 1_500;
const firstPauseMs = 10;
const longestWaitSeconds = 60;

/** Limits how long one call continues before it returns to the state machine. */
export type Patience = {
  /** Waits a little before the next look at something under way; false if the call should return. */
  lookAgain(): Promise<boolean>;
  /** Something moved: the next look may follow at once. */
  moved(): void;
  /** Whether this call may begin something more. */
  hasTime(): boolean;
};

/**
 * One call makes as many moves as are ready, for at most 20 s, and waits without a move for at most 15 s, with
 * pauses that grow to 1.5 s. So a short operation is seen at once, and a long one costs few rounds of the state
 * machine, which are limited (its history ends at 25,000 events).
 */
export function patience(clock: Clock): Patience {
  const beganAtMs = clock.nowMs();
  let pauseMs = firstPauseMs;
  let waitedMs = 0;
  return {
    async lookAgain() {
      if (waitedMs >= longestPausedMs || clock.nowMs() - beganAtMs >= longestCallMs) return false;
      await clock.pause(pauseMs);
      waitedMs += pauseMs;
      pauseMs = Math.min(pauseMs * 2, longestPauseMs);
      return true;
    },
    moved() {
      pauseMs = firstPauseMs;
      waitedMs = 0;
    },
    hasTime: () => clock.nowMs() - beganAtMs < longestCallMs,
  };
}

/**
 * How many seconds the state machine waits for what the last intent began. The wait grows with the time that it has
 * taken.
 */
export function waitSeconds(entries: readonly Entry[], nowMs: number): number {
  const last = entries.findLast(({ kind }) => kind === "intent");
  const underWayMs = last === undefined ? 0 : nowMs - Date.parse(last.at);
  return Math.min(longestWaitSeconds, Math.max(1, Math.round(underWayMs / 4_000)));
}
