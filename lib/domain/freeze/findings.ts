import { type Environment, environments } from "../environment.ts";
import { horizonMs, opensAtMs } from "./closed.ts";
import { isEndless, nextStart, type Occurrence, occurrencesIn, skippedTime } from "./occurrences.ts";
import { longestHoldMs } from "./patience.ts";
import { wrongParts } from "./rule-parts.ts";
import { type FreezeWindow, type Windows, windowsFor } from "./window.ts";

const dayMs = 24 * 3_600_000;
/** The years from its first day in which a window's occurrences are looked at. */
const yearsAhead = 5;
/** The years in which a window may begin: those that a calendar computes fast. */
const centuries = /^(19[789]|2[01]\d)/;
const lookedAtMs = yearsAhead * 366 * dayMs;

/** What is wrong with windows, and what people should know of them: each names the window, what was seen, and what to do. */
export type WindowFindings = { readonly refusals: readonly string[]; readonly notes: readonly string[] };

/** A window whose rule can be computed, with its occurrences in its first years. */
type Computed = { readonly window: FreezeWindow; readonly occurrences: readonly Occurrence[] };

const day = (ms: number): string => `${new Date(ms).toISOString().slice(0, 16)}Z`;

/**
 * Everything that is to be said about the windows of one list: those that can't be computed, never take place, begin or end
 * when clocks skip an hour, or overlap, and environments that they close for ever or for longer than a run is held.
 */
export function findingsAboutWindows(windows: readonly FreezeWindow[]): WindowFindings {
  const refusals: string[] = [];
  const notes: string[] = [];
  const computed = windows.flatMap((window): readonly Computed[] => {
    const twice = windows.filter(({ id }) => id === window.id).length > 1;
    if (twice) refusals.push(`the window ${window.id} appears twice; give each window its own id`);
    const read = compute(window);
    if ("refusal" in read) refusals.push(read.refusal);
    return "refusal" in read ? [] : [read];
  });
  notes.push(...overlaps(computed));
  // With a window that can't be computed, nobody can tell when an environment is open.
  if (refusals.length === 0)
    for (const environment of environments) {
      const { refusal, note } = openings(environment, computed);
      if (refusal !== null) refusals.push(refusal);
      if (note !== null) notes.push(note);
    }
  return { refusals: [...new Set(refusals)], notes };
}

function compute(window: FreezeWindow): Computed | { readonly refusal: string } {
  const refuse = (what: string) => ({ refusal: `the window ${window.id} ${what}` });
  const wrong = wrongParts(window.repeats ?? "");
  if (wrong.length > 0) return refuse(`has a rule that is none, ${window.repeats}: ${wrong.join("; ")}`);
  if (!centuries.test(window.from))
    return refuse(`begins at ${window.from}: choose a time between 1970 and 2199`);
  try {
    const firstMs = nextStart(window, 0);
    if (firstMs === null)
      return refuse(
        `never takes place: ${window.repeats ?? "its rule"} has no day from ${window.from} on; change the rule`,
      );
    const skipped = skippedTime(window, yearsAhead);
    if (skipped !== null)
      return refuse(
        `begins or ends at ${skipped}, which the clocks of ${window.timeZone} skip: the window would not take place then; choose a time that every day has`,
      );
    // From a moment before, so that an occurrence which ends as it begins is among them.
    const occurrences = occurrencesIn(window, firstMs - 1, firstMs + lookedAtMs);
    const endless = occurrences.find(({ startMs, endMs }) => endMs <= startMs);
    if (endless !== undefined) return refuse(`lasts ${window.lasts}: it must last for at least a minute`);
    const again = occurrences.find(
      ({ startMs }, index) => startMs < (occurrences[index - 1]?.endMs ?? startMs),
    );
    if (again !== undefined)
      return refuse(
        `lasts ${window.lasts} and begins again at ${day(again.startMs)}, before it is over: shorten it, or let it repeat less often`,
      );
    return { window, occurrences };
  } catch (error) {
    return refuse(
      `cannot be computed (${error instanceof Error ? error.message : String(error)}): seen from ${window.from} in ${window.timeZone}, lasts ${window.lasts}, repeats ${window.repeats ?? "never"}; give a time that exists, a zone of the IANA database and an RRULE of RFC 5545`,
    );
  }
}

/** Pairs of one kind that take place at the same time in the same environment: one of them may be needless. */
function overlaps(computed: readonly Computed[]): readonly string[] {
  return computed.flatMap((one, index) =>
    computed.slice(index + 1).flatMap((other) => {
      if (one.window.kind !== other.window.kind) return [];
      const shared = one.window.environments.filter((name) => other.window.environments.includes(name));
      const atMs = shared.length === 0 ? null : firstShared(one.occurrences, other.occurrences);
      return atMs === null
        ? []
        : [
            `the windows ${one.window.id} and ${other.window.id} overlap from ${day(atMs)} in ${shared.join(" and ")}`,
          ];
    }),
  );
}

/** The first moment of two ordered lists of occurrences that both have; null if they have none in common. */
function firstShared(one: readonly Occurrence[], other: readonly Occurrence[]): number | null {
  let [here, there] = [0, 0];
  for (;;) {
    const [left, right] = [one[here], other[there]];
    if (left === undefined || right === undefined) return null;
    if (left.startMs < right.endMs && right.startMs < left.endMs)
      return Math.max(left.startMs, right.startMs);
    if (left.endMs <= right.endMs) here += 1;
    else there += 1;
  }
}

/** Whether an environment ever opens once every window has begun or is over, and how long it may be closed at a time. */
function openings(
  environment: Environment,
  computed: readonly Computed[],
): { readonly refusal: string | null; readonly note: string | null } {
  const none = { refusal: null, note: null };
  const list = computed.map(({ window }) => window);
  const windows: Windows = windowsFor(environment, { plan: list, settings: [] });
  const mine = computed.filter(({ window }) => windows.plan.includes(window));
  // Without windows that is minus infinity, when an environment is open as well.
  const settledMs = Math.max(
    ...mine.map(({ window, occurrences }) =>
      isEndless(window)
        ? Math.min(...occurrences.map(({ startMs }) => startMs))
        : Math.max(...occurrences.map(({ endMs }) => endMs)),
    ),
  );
  const names = mine.map(({ window }) => window.id).join(", ");
  if (opensAtMs(windows, settledMs) === null)
    return {
      ...none,
      refusal: `${environment} never opens within ${horizonMs / dayMs} days from ${day(settledMs)} on (${names}): let an allowing window repeat, or shorten a denying one`,
    };
  const long = mine
    .flatMap(({ window, occurrences }) => (window.kind === "deny" ? occurrences : []))
    .toSorted((one, other) => one.startMs - other.startMs)
    .map(({ startMs }) => ({ startMs, opens: opensAtMs(windows, startMs) }))
    .find(({ startMs, opens }) => opens === null || opens - startMs > longestHoldMs);
  if (long === undefined) return none;
  const until = long.opens === null ? `for more than ${horizonMs / dayMs} days` : `to ${day(long.opens)}`;
  return {
    ...none,
    note: `${environment} is closed from ${day(long.startMs)} ${until}: a run that meets it more than ${longestHoldMs / dayMs} days before its end is rolled back instead of held`,
  };
}
