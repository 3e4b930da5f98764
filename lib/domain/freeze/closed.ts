import { nextStart, type Occurrence, occurrencesIn } from "./occurrences.ts";
import { type FreezeWindow, keepers, type Windows } from "./window.ts";

const dayMs = 24 * 3_600_000;
/** How far ahead a time is looked for at which an environment may be changed. */
export const horizonMs = 400 * dayMs;
/** Occurrences that may follow each other without a gap; more end the search, as if nothing followed. */
const mostFollowing = 1_000;

/** A window by its keeper and id, such as `settings/year-end`: an id is unique only in its list. */
export const nameOf = (keeper: (typeof keepers)[number], { id }: Pick<FreezeWindow, "id">): string =>
  `${keeper}/${id}`;

/** Why an environment is closed: a window that denies changes now, or windows that allow them at other times only. */
export type Closing = { readonly window: string; readonly reason: string };

/** The occurrence that takes place then; null if none does. */
const occurrenceAt = (window: FreezeWindow, atMs: number): Occurrence | null =>
  occurrencesIn(window, atMs, atMs)[0] ?? null;

/** The windows of one keeper that allow changes, unless one of them is lifted: then they hold nothing back. */
function allowing(
  windows: Windows,
  keeper: (typeof keepers)[number],
  lifted: ReadonlySet<string>,
): readonly FreezeWindow[] {
  const allow = windows[keeper].filter(({ kind }) => kind === "allow");
  return allow.some((window) => lifted.has(nameOf(keeper, window))) ? [] : allow;
}

/** The windows of one keeper that deny changes and are not lifted. */
const denying = (windows: Windows, keeper: (typeof keepers)[number], lifted: ReadonlySet<string>) =>
  windows[keeper].filter((window) => window.kind === "deny" && !lifted.has(nameOf(keeper, window)));

/**
 * The windows that close an environment at that moment; none if it may be changed. It is closed if the plan closes it or the
 * settings do: neither can loosen the other.
 * @param windows those that concern the environment.
 * @param lifted names of windows that people lifted.
 */
export const closedBy = (
  windows: Windows,
  atMs: number,
  lifted: ReadonlySet<string> = new Set(),
): readonly Closing[] =>
  keepers.flatMap((keeper) => {
    const closing = (window: FreezeWindow): Closing => ({
      window: nameOf(keeper, window),
      reason: window.reason,
    });
    const denied = denying(windows, keeper, lifted).filter((window) => occurrenceAt(window, atMs) !== null);
    const allow = allowing(windows, keeper, lifted);
    const outside = allow.some((window) => occurrenceAt(window, atMs) !== null) ? [] : allow;
    return [...denied, ...outside].map(closing);
  });

/**
 * The first moment, from that one on, at which an environment may be changed; null if there is none within `horizonMs`.
 * Parameters as `closedBy`.
 */
export function opensAtMs(
  windows: Windows,
  fromMs: number,
  lifted: ReadonlySet<string> = new Set(),
): number | null {
  let atMs = fromMs;
  for (let following = 0; following < mostFollowing && atMs <= fromMs + horizonMs; following += 1) {
    const next = laterMs(windows, atMs, lifted);
    if (next === atMs) return next;
    atMs = next;
  }
  return null;
}

/** That moment if the environment is open then; otherwise one before which it certainly stays closed: infinity if for ever. */
function laterMs(windows: Windows, atMs: number, lifted: ReadonlySet<string>): number {
  for (const keeper of keepers) {
    const ends = denying(windows, keeper, lifted).flatMap(
      (window) => occurrenceAt(window, atMs)?.endMs ?? [],
    );
    if (ends.length > 0) return Math.max(...ends);
    const allow = allowing(windows, keeper, lifted);
    if (allow.length === 0 || allow.some((window) => occurrenceAt(window, atMs) !== null)) continue;
    return Math.min(...allow.flatMap((window) => nextStart(window, atMs) ?? []));
  }
  return atMs;
}
