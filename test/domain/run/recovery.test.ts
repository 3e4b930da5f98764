import { mostRecoveries, nextRecovery, noRecoveries } from "../../../lib/domain/run/recovery.ts";

const minuteMs = 60_000;
const nowMs = Date.parse("2026-11-28T12:00:00Z");
const ago = (minutes: number) => nowMs - minutes * minuteMs;

test.each([
  ["at once the first time", 0, 0, "now"],
  ["at once the second time", 1, 0, "now"],
  ["not within a minute the third time", 2, 0.9, "later"],
  ["after a minute the third time", 2, 1, "now"],
  ["not within half an hour the eighth time", 7, 29, "later"],
  ["after half an hour the eighth time", 7, 30, "now"],
  ["not within an hour the last time", 8, 59, "later"],
  ["after an hour the last time", 8, 60, "now"],
  ["no more after that", 9, 100_000, "given-up"],
] as const)("a run whose execution is dead is recovered %s", (_what, times, minutesAgo, when) => {
  expect(nextRecovery({ times, lastAtMs: ago(minutesAgo) }, nowMs)).toBe(when);
});

test("a run that was never recovered does not wait", () => {
  expect(nextRecovery(noRecoveries, nowMs)).toBe("now");
});

test("a run is recovered nine times at most", () => {
  expect(mostRecoveries).toBe(9);
});
