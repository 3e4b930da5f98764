import type { Judgement } from "../../lib/domain/check/judge.ts";
import type { DriftRead } from "./read-drift.ts";

const minuteMs = 60_000;
/** How long AWS may need to finish what a complete stack promised: to start tasks, to make targets healthy. */
const settleMs = 10 * minuteMs;
/** How often what settles is asked: the machine's looks allow for more, and a look waits a minute at most. */
const settleLooks = 120;
const settleWaitSeconds = 10;
/** How long the drift detection of a large stack may take. */
const detectionMs = 60 * minuteMs;
const driftWaitSeconds = 30;
/**
 * How long a confirmation pauses while nothing answers: as long as a gate of 21.03 waits for people, because only people can
 * help. The machine's looks allow for it (statemachines/call-until-done.asl.json).
 */
const pauseMs = 72 * 60 * minuteMs;
const pauseWaitSeconds = { shortest: 60, longest: 600 };
/** How many missing answers an entry names. */
const mostNamed = 20;

/** What a call may still wait for, how long at most, and when to look again. */
export type Awaited = {
  readonly what: string[];
  readonly longestMs: number;
  readonly waitSeconds: number;
};

/**
 * What the answers wait for; null if they are final. AWS settles within minutes, and a team's own checks within the time that the
 * plan gives them (`ownMs`). A drift detection takes as long as its stack is large. An environment that was valid is not torn down because a question about it could not be answered: the run
 * pauses, and an alarm asks the operators.
 * @param underWayMs for how long answers have been missing.
 */
export function missingAnswers(
  { held, settling, refuted, readings }: Judgement,
  { running }: Pick<DriftRead, "running">,
  ownMs: number,
  confirms: boolean,
  underWayMs: number,
): Awaited | null {
  const failing = readings.filter(({ answer }) => answer === "broken" || answer === "unobservable");
  const what = [
    ...running.map((step) => `the drift detection of ${step}`),
    ...failing.map(({ fact, resource, saw }) => `${fact} of ${resource} (${saw})`),
  ].slice(0, mostNamed);
  if (refuted) return null;
  if (settling) {
    const longestMs = Math.max(settleMs, ownMs);
    const waitSeconds = Math.max(settleWaitSeconds, Math.round(longestMs / settleLooks / 1_000));
    return { what, longestMs, waitSeconds };
  }
  if (!held && confirms) return pause(what, underWayMs, running.length > 0 ? driftWaitSeconds : undefined);
  return held && running.length > 0 ? { what, longestMs: detectionMs, waitSeconds: driftWaitSeconds } : null;
}

/** What a pause waits for. It looks less and less often: whoever repairs the cause waits ten minutes at most. */
export function pause(
  what: readonly string[],
  underWayMs: number,
  shortest = pauseWaitSeconds.shortest,
): Awaited {
  const waitSeconds = Math.min(pauseWaitSeconds.longest, Math.max(shortest, Math.round(underWayMs / 4_000)));
  return { what: what.slice(0, mostNamed), longestMs: pauseMs, waitSeconds };
}
