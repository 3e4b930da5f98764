import * as z from "zod";
import { type Environment, environments } from "../environment.ts";

/** The parts of a recurrence rule that a window may have. Its time of day comes from `from`, so a rule names none. */
const ruleParts = [
  "FREQ",
  "INTERVAL",
  "COUNT",
  "UNTIL",
  "BYDAY",
  "BYMONTH",
  "BYMONTHDAY",
  "BYYEARDAY",
  "BYWEEKNO",
  "BYSETPOS",
  "WKST",
];
const rule = new RegExp(
  `^FREQ=(DAILY|WEEKLY|MONTHLY|YEARLY)(;(${ruleParts.slice(1).join("|")})=[A-Z0-9,+-]+)*$`,
);

/** A window of time in which environments may not be changed (deny), or the only times at which they may (allow). */
export const freezeWindowSchema = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9-]{1,62}$/),
  kind: z.enum(["deny", "allow"]),
  environments: z.array(z.enum(environments)).min(1),
  /** The zone of its clock (IANA time zone database), such as Europe/Berlin. */
  timeZone: z.string().min(1).max(60),
  /** When it begins first, on the clocks of its zone: DTSTART of RFC 5545, to the minute. */
  from: z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/, "a local time such as 2026-12-20T18:00"),
  /** How long it lasts: a DURATION of RFC 5545, whose days are days of the calendar and whose hours are exact. */
  lasts: z
    .string()
    .regex(
      /^P(?=\d|T\d)(\d{1,2}W|(\d{1,3}D)?(T(?=\d)(\d{1,3}H)?(\d{1,4}M)?)?)$/,
      "a duration such as P2DT12H",
    ),
  /** When it begins again: an RRULE of RFC 5545 without hours, such as FREQ=WEEKLY;BYDAY=FR. Absent: it takes place once. */
  repeats: z
    .string()
    .regex(rule, `an RRULE of ${ruleParts.join(", ")}, by the day or longer, such as FREQ=WEEKLY;BYDAY=FR`)
    .exactOptional(),
  reason: z.string().min(1).max(200),
});

/** A list of windows, as a plan or the settings have it. */
export const freezeWindowsSchema = z.array(freezeWindowSchema).max(50).readonly();

/** One window. */
export type FreezeWindow = z.output<typeof freezeWindowSchema>;

/** Who keeps windows: the plan, which the Platform Owner approves, and the settings of the installation. */
export const keepers = ["plan", "settings"] as const;

/** The windows that concern an environment, by their keeper. */
export type Windows = Readonly<Record<(typeof keepers)[number], readonly FreezeWindow[]>>;

/** The windows of both keepers that concern an environment. */
export const windowsFor = (environment: Environment, { plan, settings }: Windows): Windows => {
  const concern = (windows: readonly FreezeWindow[]) =>
    windows.filter((window) => window.environments.includes(environment));
  return { plan: concern(plan), settings: concern(settings) };
};

/** Whether there is any window at all. */
export const hasWindows = ({ plan, settings }: Windows): boolean => plan.length + settings.length > 0;
