import type { Clock } from "../ports/clock/port.ts";

const longestLookingMs = 40_000;
const lastBeginningMs = 20_000;
const longestPauseMs = 1_500;
const shortestPauseMs = 10;

/**
 * How many seconds the state machine waits before it calls a task again that is waiting for AWS. The calls look again
 * themselves, so an end is noticed within 2 s even between two of them.
 */
export const waitBetweenCallsSeconds = 1;

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
 * How long one waits before the second look at what AWS never ends at once, such as a drift detection. Looks in between would only
 * count against the limits of the account.
 */
export const slowPauseMs = 500;

/**
 * One call makes as many moves as are ready, and looks again for at most 40 s, with pauses that grow to 1.5 s. So the
 * end of an operation is noticed within 2 s, and a long one costs few rounds of the state machine, which are limited (its
 * history ends at 25,000 events). Waiting inside the function costs less than a cent for ten minutes
 * (docs/decisions/0114-a-call-waits-for-aws-itself.md).
 * @param firstPauseMs the pause before the second look.
 */
export function patience(clock: Clock, firstPauseMs = shortestPauseMs): Patience {
  const beganAtMs = clock.nowMs();
  let pauseMs = firstPauseMs;
  return {
    async lookAgain() {
      if (clock.nowMs() - beganAtMs >= longestLookingMs) return false;
      await clock.pause(pauseMs);
      pauseMs = Math.min(pauseMs * 2, longestPauseMs);
      return true;
    },
    moved() {
      pauseMs = firstPauseMs;
    },
    hasTime: () => clock.nowMs() - beganAtMs < lastBeginningMs,
  };
}
