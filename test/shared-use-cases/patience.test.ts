import { readFileSync } from "node:fs";
import type { Clock } from "../../lib/ports/clock/port.ts";
import { patience, waitBetweenCallsSeconds } from "../../lib/shared-use-cases/patience.ts";

const minuteMs = 60_000;

/** How often a child looks at a step whose stack takes so many minutes, by the pauses that a call and its machine make. */
async function looksAt(minutes: number): Promise<number> {
  let nowMs = 0;
  const clock: Pick<Clock, "nowMs" | "pause"> = {
    nowMs: () => nowMs,
    pause: async (ms) => {
      nowMs += ms;
    },
  };
  const isDone = () => nowMs >= minutes * minuteMs;
  for (let looks = 1; ; looks += 1) {
    const patient = patience(clock as Clock);
    while (!isDone() && (await patient.lookAgain()));
    if (isDone()) return looks;
    nowMs += waitBetweenCallsSeconds * 1_000;
  }
}

test("the looks of a child are enough for a hundred stacks of three minutes, and for fifteen of half an hour", async () => {
  const text = readFileSync(new URL("../../statemachines/call-until-done.asl.json", import.meta.url), "utf8");
  const [, bound] = /"NumericGreaterThanEquals": (\d+)/.exec(text) ?? [];

  expect(100 * (await looksAt(3))).toBeLessThan(Number(bound));
  expect(15 * (await looksAt(30))).toBeLessThan(Number(bound));
});
