import { slowdownMs } from "../../../lib/domain/gate/slowdown.ts";

test.each([
  ["does not wait before its first wrong answer", 0, 0],
  ["waits a second after one", 1, 1_000],
  ["waits twice as long after two", 2, 2_000],
  ["waits twice as long again after three", 3, 4_000],
  ["waits longer still after six", 6, 32_000],
  ["waits a minute after seven", 7, 60_000],
  ["never waits more than a minute, however often it guesses", 1_000_000, 60_000],
])("a browser that guesses %s", (_, guesses, waitsMs) => {
  expect(slowdownMs(guesses)).toBe(waitsMs);
});
