import { RRuleTemporal } from "rrule-temporal";
import { Temporal } from "temporal-polyfill";
import { memoize } from "../memoize.ts";
import type { FreezeWindow } from "./window.ts";

/** One time that a window takes place: from its start up to, and without, its end. */
export type Occurrence = { readonly startMs: number; readonly endMs: number };

/** When a window begins, and again. */
type Starts = Pick<FreezeWindow, "from" | "timeZone" | "repeats">;

/** Far more windows than a plan and settings have. */
const mostRules = 200;

const ruleOf = memoize(mostRules, (key: string): RRuleTemporal => {
  const [from = "", timeZone = "", repeats = "FREQ=DAILY;COUNT=1"] = key.split(" ");
  return new RRuleTemporal({
    rruleString: `RRULE:${repeats}`,
    dtstart: Temporal.PlainDateTime.from(from).toZonedDateTime(timeZone),
    strict: true,
  });
});

/**
 * The recurrence rule of a window.
 * @throws RangeError or Error if the zone, the time or the rule is none.
 */
const rule = ({ from, timeZone, repeats }: Starts): RRuleTemporal =>
  ruleOf([from, timeZone, ...(repeats === undefined ? [] : [repeats])].join(" "));

const at = (ms: number): Temporal.ZonedDateTime =>
  Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO("UTC");

/** When an occurrence that begins then is over. Days are days of the calendar, hours are exact (RFC 5545, section 3.3.6). */
const endOf = ({ timeZone, lasts }: FreezeWindow, startMs: number): number =>
  at(startMs).withTimeZone(timeZone).add(lasts).epochMilliseconds;

/** No day is longer: the longest change of a clock that is known is a whole day (Pacific/Apia, 2011). */
const longestDayMs = 48 * 3_600_000;

/** No occurrence of the window lasts longer. */
const longestMs = (lasts: string): number => {
  const { weeks, days, hours, minutes } = Temporal.Duration.from(lasts);
  return (weeks * 7 + days) * longestDayMs + (hours * 60 + minutes) * 60_000;
};

/** The occurrences that have a moment of the period between these two in common, in order. Errors as `nextStart`. */
export function occurrencesIn(window: FreezeWindow, fromMs: number, untilMs: number): readonly Occurrence[] {
  return rule(window)
    .between(at(fromMs - longestMs(window.lasts)), at(untilMs), true)
    .map(({ epochMilliseconds }) => ({
      startMs: epochMilliseconds,
      endMs: endOf(window, epochMilliseconds),
    }))
    .filter(({ endMs }) => endMs > fromMs);
}

/**
 * When the window begins next, after that moment; null if it never does again.
 * @throws RangeError or Error if the zone, the time or the rule is none.
 */
export const nextStart = (window: Starts, afterMs: number): number | null =>
  rule(window).next(at(afterMs), false)?.epochMilliseconds ?? null;

/** Whether the window takes place for ever. */
export const isEndless = ({ repeats }: Starts): boolean =>
  repeats !== undefined && !/;(COUNT|UNTIL)=/.test(repeats);

/**
 * The first local time, of those with which an occurrence would begin or end in that many years, that the clocks of
 * the zone skip; null if they show each. Such an occurrence does not take place (RFC 5545, section 3.3.10).
 */
export function skippedTime(window: FreezeWindow, years: number): string | null {
  const floating = rule({ ...window, timeZone: "UTC" });
  const first = Temporal.PlainDateTime.from(window.from).toZonedDateTime("UTC");
  const { weeks, days } = Temporal.Duration.from(window.lasts);
  for (const start of floating.between(first, first.add({ years }), true)) {
    const begins = at(start.epochMilliseconds).toPlainDateTime();
    const skipped = [begins, begins.add({ weeks, days })].find(
      (time) => !time.toZonedDateTime(window.timeZone).toPlainDateTime().equals(time),
    );
    if (skipped !== undefined) return skipped.toString();
  }
  return null;
}
