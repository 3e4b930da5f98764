import { waitSeconds } from "../../../lib/domain/freeze/patience.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

test.each<[string, number, number, number]>([
  ["a minute at first", 0, 30 * 24 * hourMs, 60],
  ["a sixth of the time that the run has been held", 2 * hourMs, 30 * 24 * hourMs, 20 * 60],
  ["two hours at most", 3 * 24 * hourMs, 27 * 24 * hourMs, 2 * 3_600],
  ["no longer than the freeze lasts", 3 * 24 * hourMs, 90_500, 91],
  ["a second at least", 3 * 24 * hourMs, 1, 1],
  ["a second when the freeze is over", 0, 0, 1],
])("a held run waits %s", (_what, heldMs, leftMs, seconds) => {
  expect(waitSeconds(heldMs, leftMs)).toBe(seconds);
});

test("a freeze of 30 days takes fewer than 400 looks", () => {
  const lastsMs = 30 * 24 * hourMs;
  let looks = 0;
  for (let heldMs = 0; heldMs < lastsMs; heldMs += waitSeconds(heldMs, lastsMs - heldMs) * 1_000) looks += 1;
  expect(looks).toBeGreaterThan(300);
  expect(looks).toBeLessThan(400);
});
