import { interlock } from "./interlock.ts";

test("smoke rejects a change, takes it through the whole plan, has a step of production fail, and deletes everything", async () => {
  const { code, lines } = await interlock(["smoke"]);
  for (const told of [
    /^ +reject-staging-sign-off: run \S+-1 REJECTED$/,
    /^ +the-whole-plan: run \S+-2 SUCCEEDED$/,
    /^ +fail-production-compute-again: run \S+-3 ROLLED_BACK$/,
    /production\/ingress is open again/,
    /minutes, at most [\d.]+ USD for the environments/,
  ])
    expect(lines).toContainEqual(expect.stringMatching(told));
  expect(lines.filter((line) => /WRONG|LEFT/.test(line))).toEqual([]);
  expect([code, lines.at(-1)]).toEqual([0, "everything is as it has to be"]);
});
