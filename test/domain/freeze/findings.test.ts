import { findingsAboutWindows } from "../../../lib/domain/freeze/findings.ts";
import type { FreezeWindow } from "../../../lib/domain/freeze/window.ts";
import { weekend } from "./sample-window.ts";

const { repeats: _, ...once } = weekend();

test("has nothing to say of windows that leave time for changes", () => {
  const officeHours = weekend({
    id: "office-hours",
    kind: "allow",
    from: "2026-01-05T09:00",
    lasts: "PT8H",
    repeats: "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",
  });

  expect(findingsAboutWindows([weekend(), officeHours])).toEqual({ refusals: [], notes: [] });
});

test.each<readonly [string, readonly FreezeWindow[], RegExp]>([
  [
    "an unknown zone",
    [weekend({ timeZone: "Europe/Nowhere" })],
    /weekend cannot be computed .*Europe\/Nowhere/,
  ],
  ["a day that does not exist", [weekend({ from: "2026-02-30T10:00" })], /cannot be computed .*2026-02-30/],
  [
    "a rule without a day",
    [weekend({ repeats: "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30" })],
    /weekend cannot be computed .*BYMONTHDAY=30/,
  ],
  [
    "a rule that ends before its first day",
    [weekend({ repeats: "FREQ=WEEKLY;BYDAY=FR;UNTIL=20200101T000000Z" })],
    /weekend never takes place: FREQ=WEEKLY;BYDAY=FR;UNTIL=20200101T000000Z has no day from/,
  ],
  [
    "a time that clocks skip",
    [weekend({ from: "2026-01-01T02:30", lasts: "PT4H", repeats: "FREQ=DAILY" })],
    /begins or ends at 2026-03-29T02:30:00, which the clocks of Europe\/Berlin skip/,
  ],
  [
    "a single time that clocks skip",
    [{ ...once, from: "2026-03-29T02:30", lasts: "PT4H" }],
    /begins or ends at 2026-03-29T02:30:00/,
  ],
  [
    "a day on which it ends, without a time",
    [weekend({ repeats: "FREQ=WEEKLY;BYDAY=FR;UNTIL=20260601" })],
    /weekend has a rule that is none, .*UNTIL takes a time in UTC/,
  ],
  [
    "a moment before 1970 in UTC",
    [{ ...once, from: "1970-01-01T00:30" }],
    /weekend never takes place: its rule has no day from 1970-01-01T00:30 on/,
  ],
  ["no time at all, once", [{ ...once, lasts: "P0D" }], /lasts P0D: it must last for at least a minute/],
  ["no time at all", [weekend({ lasts: "PT0H" })], /lasts PT0H: it must last for at least a minute/],
  [
    "a window that begins again before it is over",
    [weekend({ lasts: "P8D" })],
    /lasts P8D and begins again at 2026-01-09T17:00Z, before it is over/,
  ],
  ["two windows of one id", [weekend(), weekend({ kind: "allow" })], /the window weekend appears twice/],
  [
    "a denying window without a gap",
    [weekend({ lasts: "P7D" })],
    /production never opens within 400 days from 2026-01-02T17:00Z on .*weekend/,
  ],
  [
    "an allowing window that is over one day",
    [{ ...once, id: "launch", kind: "allow" }],
    /production never opens within 400 days from 2026-01-05T05:00Z on \(launch\)/,
  ],
])("refuses %s", (_name, windows, expected) => {
  expect(findingsAboutWindows(windows).refusals.join("\n")).toMatch(expected);
});

test("says nothing of an environment while one of its windows cannot be computed", () => {
  const launch: FreezeWindow = { ...once, id: "launch", kind: "allow" };
  const wrong = weekend({ id: "wrong", timeZone: "Europe/Nowhere" });
  expect(findingsAboutWindows([launch, wrong])).toEqual({
    refusals: [expect.stringMatching(/^the window wrong cannot be computed/)],
    notes: [],
  });
});

test("reports windows that overlap, and a freeze that is longer than a run is held", () => {
  const yearEnd = weekend({
    id: "year-end",
    from: "2026-12-10T00:00",
    lasts: "P32D",
    repeats: "FREQ=YEARLY",
    environments: ["production", "staging"],
  });

  expect(findingsAboutWindows([weekend(), yearEnd])).toEqual({
    refusals: [],
    notes: [
      "the windows weekend and year-end overlap from 2026-12-11T17:00Z in production",
      expect.stringMatching(/^staging is closed from 2026-12-09T23:00Z to 2027-01-10T23:00Z: a run/),
      expect.stringMatching(/^production is closed from 2026-12-09T23:00Z to 2027-01-11T05:00Z: a run/),
    ],
  });
});

/** A window that takes place once, by the day. */
const during = (id: string, from: string, lasts: string, more: Partial<FreezeWindow> = {}): FreezeWindow => ({
  ...once,
  id,
  timeZone: "UTC",
  from: `${from}T00:00`,
  lasts,
  ...more,
});

test.each<readonly [string, readonly FreezeWindow[], readonly string[]]>([
  ["touch", [during("one", "2026-02-01", "P1D"), during("two", "2026-02-02", "P1D")], []],
  ["touch the other way round", [during("one", "2026-02-02", "P1D"), during("two", "2026-02-01", "P1D")], []],
  [
    "share a day",
    [during("one", "2026-02-01", "P3D"), during("two", "2026-02-03", "P3D")],
    ["the windows one and two overlap from 2026-02-03T00:00Z in production"],
  ],
  [
    "share a day only at their second time",
    [
      during("one", "2026-02-01", "P1D", { repeats: "FREQ=DAILY;INTERVAL=3;COUNT=4" }),
      during("two", "2026-02-07", "P1D"),
    ],
    ["the windows one and two overlap from 2026-02-07T00:00Z in production"],
  ],
  [
    "share a day that is the second time of the other",
    [
      during("one", "2026-02-07", "P1D"),
      during("two", "2026-02-01", "P1D", { repeats: "FREQ=DAILY;INTERVAL=3;COUNT=4" }),
    ],
    ["the windows one and two overlap from 2026-02-07T00:00Z in production"],
  ],
  ["are of two kinds", [during("one", "2026-02-01", "P3D"), weekend({ id: "two", kind: "allow" })], []],
  [
    "concern other environments",
    [during("one", "2026-02-01", "P3D"), during("two", "2026-02-01", "P3D", { environments: ["staging"] })],
    [],
  ],
])("of windows that %s it says where they overlap, and nothing else", (_what, windows, notes) => {
  expect(findingsAboutWindows(windows)).toEqual({ refusals: [], notes });
});

test.each<readonly [string, Partial<FreezeWindow>, string]>([
  ["took place for the last time", { repeats: "FREQ=DAILY;COUNT=3" }, "2026-01-06"],
  ["was over", {}, "2026-01-04"],
  ["took place until a day", { repeats: "FREQ=DAILY;UNTIL=20260110T000000Z" }, "2026-01-11"],
])(
  "an environment that opens no more after its allowing window %s is refused from then on",
  (_what, more, day) => {
    const launch = during("launch", "2026-01-03", "P1D", { kind: "allow", ...more });
    const elsewhere = during("elsewhere", "2026-12-01", "P1D", { environments: ["staging"] });
    expect(findingsAboutWindows([launch, elsewhere]).refusals).toEqual([
      expect.stringMatching(`^production never opens within 400 days from ${day}T00:00Z on \\(launch\\): `),
    ]);
  },
);

test("an environment is judged once the last of its windows is over", () => {
  const windows = [
    during("launch", "2026-01-03", "P1D", { kind: "allow" }),
    during("move", "2026-06-01", "P2D"),
  ];
  expect(findingsAboutWindows(windows).refusals).toEqual([
    expect.stringContaining("from 2026-06-03T00:00Z on (launch, move)"),
  ]);
});

test("a freeze beyond the days that are looked ahead is noted like any long one", () => {
  expect(findingsAboutWindows([during("long", "2026-02-01", "P500D")])).toEqual({
    refusals: [],
    notes: [
      "production is closed from 2026-02-01T00:00Z for more than 400 days: a run that meets it more than 30 days before its end is rolled back instead of held",
    ],
  });
});

test.each([
  ["P30D", 0],
  ["P30DT1M", 1],
])("a freeze of %s has %i notes: a run is held for 30 days", (lasts, count) => {
  expect(findingsAboutWindows([during("long", "2026-02-01", lasts)]).notes).toHaveLength(count);
});

test.each([
  ["FREQ=YEARLY;BYMONTH=13", 'BYMONTH takes 1 to 12, not "13"'],
  ["FREQ=YEARLY;BYMONTH=0", 'BYMONTH takes 1 to 12, not "0"'],
  ["FREQ=YEARLY;BYMONTH=-1", 'BYMONTH takes 1 to 12, not "-1"'],
  ["FREQ=MONTHLY;BYMONTHDAY=31,32", 'BYMONTHDAY takes ±1 to 31, not "32"'],
  ["FREQ=MONTHLY;BYMONTHDAY=0", 'BYMONTHDAY takes ±1 to 31, not "0"'],
  ["FREQ=YEARLY;BYYEARDAY=-367", 'BYYEARDAY takes ±1 to 366, not "-367"'],
  ["FREQ=YEARLY;BYWEEKNO=54", 'BYWEEKNO takes ±1 to 53, not "54"'],
  ["FREQ=MONTHLY;BYDAY=MO;BYSETPOS=367", 'BYSETPOS takes ±1 to 366, not "367"'],
  ["FREQ=WEEKLY;BYDAY=XX", 'not "XX"'],
  ["FREQ=WEEKLY;BYDAY=MO,,TU", 'not ""'],
  ["FREQ=MONTHLY;BYDAY=54FR", 'not "54FR"'],
  ["FREQ=DAILY;COUNT=-5", 'COUNT takes 1 to 366, not "-5"'],
  ["FREQ=DAILY;COUNT=99999999", 'COUNT takes 1 to 366, not "99999999"'],
  ["FREQ=DAILY;INTERVAL=1000000000", 'INTERVAL takes 1 to 999, not "1000000000"'],
  ["FREQ=DAILY;UNTIL=20270101", "UNTIL takes a time in UTC such as 20271231T230000Z"],
  ["FREQ=DAILY;INTERVAL=2;INTERVAL=3", "INTERVAL appears twice"],
  ["FREQ=DAILY;BYMONTH=13;WKST=XX", 'BYMONTH takes 1 to 12, not "13"; WKST takes a day such as MO, not "XX"'],
])("refuses the rule %s, which a calendar would read otherwise, or only slowly", (repeats, why) => {
  const { refusals } = findingsAboutWindows([weekend({ repeats, lasts: "PT1H" })]);
  expect(refusals).toEqual([expect.stringMatching(/^the window weekend has a rule that is none, /)]);
  expect(refusals[0]).toContain(why);
});

test.each([
  "0000-01-01T00:00",
  "0197-01-01T00:00",
  "1969-12-31T18:00",
  "2200-01-01T00:00",
  "9999-12-31T23:59",
])("refuses a window that begins at %s", (from) => {
  expect(findingsAboutWindows([weekend({ from })]).refusals).toEqual([
    `the window weekend begins at ${from}: choose a time between 1970 and 2199`,
  ]);
});

test.each([
  ["counts and has a last day", "FREQ=DAILY;COUNT=3;UNTIL=20270101T000000Z"],
  ["numbers the weeks of a month", "FREQ=MONTHLY;BYWEEKNO=2"],
  ["numbers the Mondays of a week", "FREQ=WEEKLY;BYDAY=2MO"],
])("refuses a rule that %s, which RFC 5545 forbids", (_what, repeats) => {
  expect(findingsAboutWindows([weekend({ repeats, lasts: "PT1H" })]).refusals).toEqual([
    expect.stringMatching(/^the window weekend cannot be computed /),
  ]);
});
