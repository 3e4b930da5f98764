import { verdictOf } from "../../lib/domain/run/verdict.ts";
import { ordinaryParts, upload } from "../simulator/changes.ts";
import { finish, install, planWith, read } from "../simulator/runs.ts";
import type { World } from "../simulator/world.ts";

/**
 * How many requests a run may make, by what it finds: 17 steps are created, or nothing is to be changed. docs/performance.md says what
 * they are. A bar is raised only with a reason on that page.
 */
const most = { created: 1_045, unchanged: 545 };

/** Takes a change through the plan, and answers its requests, as "function service operation". */
async function requestsOf(world: World, attempt: number): Promise<readonly string[]> {
  const requests: string[] = [];
  world.account.watchers.push({
    acts: ({ process, service, operation }) => requests.push(`${process.name} ${service} ${operation}`),
  });
  const { runId, detail } = upload(world, { parts: ordinaryParts, attempt }, planWith());
  await world.call("start-run", { detail });
  await finish(world);
  world.account.watchers.pop();
  expect(verdictOf((await read(world, runId)).entries)).toBe("SUCCEEDED");
  return requests;
}

test("a run makes no more requests than the page about performance says, whether it creates 17 steps or changes nothing", async () => {
  const world = install();
  const created = await requestsOf(world, 1);
  const unchanged = await requestsOf(world, 2);
  expect(created.length).toBeGreaterThan(0);
  expect(created.length).toBeLessThanOrEqual(most.created);
  expect(unchanged.length).toBeLessThanOrEqual(most.unchanged);
});

test("a validation detects the drift of each stack once, and asks once what a resource is and what its stack has", async () => {
  const world = install();
  await requestsOf(world, 1);
  const asked = new Map<unknown, Map<string, number>>();
  world.account.watchers.push({
    acts: ({ process, operation, input }) => {
      if (!process.name.includes("validate-environment")) return;
      const counts = asked.get(process) ?? new Map<string, number>();
      asked.set(process, counts);
      const question = `${operation} ${JSON.stringify(input)}`;
      if (/^(DetectStackDrift|ListStackResources|Describe|CheckNoPublicAccess) /.test(question))
        counts.set(question, (counts.get(question) ?? 0) + 1);
    },
  });
  await requestsOf(world, 2);
  const calls = [...asked.values()];
  expect(calls).toHaveLength(7);
  for (const counts of calls) expect([...counts].filter(([, times]) => times > 1)).toEqual([]);
});
