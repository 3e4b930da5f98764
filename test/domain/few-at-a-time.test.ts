import { setTimeout } from "node:timers/promises";
import { fewAtATime } from "../../lib/domain/few-at-a-time.ts";

test("does at most ten things at a time, and keeps their order", async () => {
  let [running, most] = [0, 0];
  const items = Array.from({ length: 35 }, (_, index) => index);
  const results = await fewAtATime(items, async (item) => {
    running += 1;
    most = Math.max(most, running);
    await setTimeout(item % 3);
    running -= 1;
    return item * 2;
  });

  expect(most).toBe(10);
  expect(results).toEqual(items.map((item) => item * 2));
});

test("throws the first error", async () => {
  await expect(fewAtATime([1], () => Promise.reject(new Error("throttled")))).rejects.toThrow("throttled");
  expect(await fewAtATime([], () => Promise.reject(new Error("never")))).toEqual([]);
});
