import { readFileSync } from "node:fs";
import { closedBy, opensAtMs } from "../../../lib/domain/freeze/closed.ts";
import { nextStart, occurrencesIn, skippedTime } from "../../../lib/domain/freeze/occurrences.ts";
import { weekend } from "./sample-window.ts";

/** Zone, start, duration, rule, moment; then what dateutil says: the occurrence at that moment, and the next start. */
type Case = readonly [
  string,
  string,
  string,
  string | null,
  string,
  string | null,
  string | null,
  string | null,
];

const cases = JSON.parse(
  readFileSync(new URL("../../cases/freeze/windows.json", import.meta.url), "utf8"),
) as readonly Case[];

const text = (ms: number | null | undefined) =>
  ms === null || ms === undefined ? null : `${new Date(ms).toISOString().slice(0, 16)}Z`;

test(`takes place when dateutil says so, in ${cases.length} cases over ${new Set(cases.map(([zone]) => zone)).size} zones`, () => {
  const differing = cases.flatMap(([timeZone, from, lasts, repeats, moment, start, end, next]) => {
    const { repeats: _, ...once } = weekend({ timeZone, from, lasts });
    const one = repeats === null ? once : { ...once, repeats };
    const atMs = Date.parse(moment);
    const [inside] = occurrencesIn(one, atMs, atMs);
    const seen = [text(inside?.startMs), text(inside?.endMs), text(nextStart(one, atMs))];
    return seen.join() === [start, end, next].join()
      ? []
      : [{ timeZone, from, lasts, repeats, moment, seen, expected: [start, end, next] }];
  });

  expect(cases).toHaveLength(500);
  expect(differing).toEqual([]);
});

let year = 2000;

// Rules are remembered: each time, this is another one.
test("takes place when it says, also when it is asked for the first time", () => {
  year += 1;
  const { repeats: _, ...once } = weekend({ timeZone: "UTC", from: `${year}-05-01T10:00` });

  expect(nextStart(once, 0)).toBe(Date.UTC(year, 4, 1, 10));
});

describe("an environment", () => {
  const at = (moment: string) => Date.parse(moment);
  const none = { plan: [], settings: [] };
  const officeHours = weekend({
    id: "office-hours",
    kind: "allow",
    from: "2026-01-05T09:00",
    lasts: "PT8H",
    repeats: "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",
    reason: "people are there",
  });

  test("is open without windows", () => {
    expect(closedBy(none, 0)).toEqual([]);
    expect(opensAtMs(none, 5)).toBe(5);
  });

  test("is closed inside a window that denies, from its first moment up to its end", () => {
    const windows = { ...none, plan: [weekend()] };

    expect(closedBy(windows, at("2026-03-27T16:59:59Z"))).toEqual([]);
    expect(closedBy(windows, at("2026-03-27T17:00:00Z"))).toEqual([
      { window: "plan/weekend", reason: "nobody is there" },
    ]);
    expect(closedBy(windows, at("2026-03-30T03:59:59Z"))).toHaveLength(1);
    expect(closedBy(windows, at("2026-03-30T04:00:00Z"))).toEqual([]);
    expect(text(opensAtMs(windows, at("2026-03-28T12:00:00Z")))).toBe("2026-03-30T04:00Z");
  });

  test("is closed outside the windows that allow, and opens when both keepers leave it open", () => {
    const windows = { plan: [weekend()], settings: [officeHours] };

    expect(closedBy(windows, at("2026-03-28T12:00:00Z")).map((one) => one.window)).toEqual([
      "plan/weekend",
      "settings/office-hours",
    ]);
    // The weekend ends at 6 on Monday, the office opens at 9: summer time has begun in between.
    expect(text(opensAtMs(windows, at("2026-03-28T12:00:00Z")))).toBe("2026-03-30T07:00Z");
  });

  test("is not opened by the settings where the plan allows other times only", () => {
    const atNight = weekend({ ...officeHours, id: "night", from: "2026-01-05T22:00", lasts: "PT2H" });
    const windows = { plan: [officeHours], settings: [atNight] };

    expect(closedBy(windows, at("2026-06-01T10:00:00Z")).map((one) => one.window)).toEqual([
      "settings/night",
    ]);
    expect(opensAtMs(windows, at("2026-06-01T10:00:00Z"))).toBeNull();
  });

  describe("with several windows that allow", () => {
    const { repeats: _, ...once } = officeHours;
    const morning = { ...once, id: "morning", timeZone: "UTC", from: "2026-03-02T09:00", lasts: "PT1H" };
    const evening = { ...morning, id: "evening", from: "2026-03-02T20:00" };
    const windows = { ...none, plan: [evening, morning] };

    test("is open within any of them", () => {
      expect(closedBy(windows, at("2026-03-02T09:30:00Z"))).toEqual([]);
      expect(opensAtMs(windows, at("2026-03-02T09:30:00Z"))).toBe(at("2026-03-02T09:30:00Z"));
    });

    test("opens with the next of them, also when another one is over", () => {
      expect(text(opensAtMs(windows, at("2026-03-01T12:00:00Z")))).toBe("2026-03-02T09:00Z");
      expect(text(opensAtMs(windows, at("2026-03-02T12:00:00Z")))).toBe("2026-03-02T20:00Z");
      expect(opensAtMs(windows, at("2026-03-02T22:00:00Z"))).toBeNull();
    });

    test("is held back by none of them once one is lifted", () => {
      expect(closedBy(windows, at("2026-03-02T12:00:00Z"), new Set(["plan/morning"]))).toEqual([]);
    });
  });

  test.each([
    ["on the 400th day", "P400D", "2027-02-05T00:00Z"],
    ["never, if it does so later", "P400DT1M", null],
  ])("that a freeze closes opens %s", (_what, lasts, opens) => {
    const { repeats: _, ...freeze } = weekend({ timeZone: "UTC", from: "2026-01-01T00:00", lasts });
    expect(text(opensAtMs({ ...none, plan: [freeze] }, at("2026-01-01T00:00:00Z")))).toBe(opens);
  });

  test("is not computed on and on: it counts as closed where a thousand windows follow each other", () => {
    const shift = (from: string, count: number) => {
      const repeats = `FREQ=DAILY;COUNT=${count}`;
      return weekend({
        id: `at-${from.slice(0, 2)}`,
        timeZone: "UTC",
        from: `2026-01-01T${from}`,
        lasts: "PT8H",
        repeats,
      });
    };
    const following = (first: number) => ({
      ...none,
      plan: [shift("00:00", first), shift("08:00", 333), shift("16:00", 333)],
    });
    const begins = at("2026-01-01T00:00:00Z");
    expect(text(opensAtMs(following(333), begins))).toBe("2026-11-30T00:00Z");
    expect(opensAtMs(following(334), begins)).toBeNull();
  });

  test("is opened by a lifted window only as far as that window closes it", () => {
    const windows = { plan: [weekend()], settings: [officeHours] };
    const moment = at("2026-03-28T12:00:00Z");

    expect(closedBy(windows, moment, new Set(["plan/weekend"])).map((one) => one.window)).toEqual([
      "settings/office-hours",
    ]);
    expect(closedBy(windows, moment, new Set(["plan/weekend", "settings/office-hours"]))).toEqual([]);
    expect(closedBy(windows, moment, new Set(["settings/weekend"]))).toHaveLength(2);
  });
});

test("a window begins next after a moment, not at it", () => {
  const begins = Date.parse("2026-01-02T17:00:00Z");
  expect(text(nextStart(weekend(), begins - 1))).toBe("2026-01-02T17:00Z");
  expect(text(nextStart(weekend(), begins))).toBe("2026-01-09T17:00Z");
});

test("hours and minutes of a duration count together", () => {
  const [inside] = occurrencesIn(
    weekend({ lasts: "PT1H30M" }),
    Date.parse("2026-01-02T18:29:00Z"),
    Date.parse("2026-01-02T18:29:00Z"),
  );
  expect(text(inside?.endMs)).toBe("2026-01-02T18:30Z");
});

test("finds the local time that the clocks of a zone skip", () => {
  const nightly = weekend({ from: "2026-01-01T02:30", lasts: "PT1H", repeats: "FREQ=DAILY" });

  expect(skippedTime(nightly, 1)).toBe("2026-03-29T02:30:00");
  expect(skippedTime({ ...nightly, timeZone: "Asia/Kolkata" }, 5)).toBeNull();
  expect(skippedTime(weekend({ from: "2026-01-03T02:30", lasts: "P1D", repeats: "FREQ=WEEKLY" }), 1)).toBe(
    "2026-03-29T02:30:00",
  );
});
