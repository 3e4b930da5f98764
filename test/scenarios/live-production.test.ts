import { isFact } from "../../lib/domain/records/facts.ts";
import { reopeningOf, waysIn } from "../../lib/domain/run/reopening.ts";
import {
  changeByHand,
  install,
  planWith,
  read,
  rejectAt,
  stackOf,
  standing,
  statesOf,
  sweep,
  take,
  takeUntil,
} from "../simulator/runs.ts";
import type { World } from "../simulator/world.ts";

/** An installation whose production was released and is open. */
async function live(): Promise<World> {
  const world = install();
  const { verdict } = await take(world);
  expect(verdict).toBe("SUCCEEDED");
  expect(standing(world, "production")).toContain("ingress");
  return world;
}

const twisted = (more: object = {}) => ({
  commit: 2,
  twists: [{ environment: "production", part: "compute", version: 2, ...more } as const],
});

/** How long no load balancer of production existed, in milliseconds. */
function watchClosed(world: World): () => number {
  let sinceMs: number | null = null;
  let closedMs = 0;
  world.account.watchers.push({
    acts: () => {
      const isOpen = stackOf(world, "production", "ingress") !== undefined;
      if (!isOpen) sinceMs ??= world.time.nowMs();
      else if (sinceMs !== null) {
        closedMs += world.time.nowMs() - sinceMs;
        sinceMs = null;
      }
    },
  });
  return () => closedMs;
}

describe("a live production", () => {
  test("stays open through a change that nobody could approve as it came: every change set is compared first", async () => {
    const world = await live();
    const closed = watchClosed(world);
    const { cloudFormation } = world;
    const prepare = cloudFormation.prepare.bind(cloudFormation);
    cloudFormation.prepare = (stack, set) =>
      prepare(stack, {
        ...set,
        changes: set.changes.map(
          (change) => ({ ...change, action: "Remove", replacement: undefined }) as never,
        ),
      });
    const { verdict, entries } = await take(world, twisted());
    expect(verdict).toBe("ROLLED_BACK");
    expect(closed()).toBe(0);
    expect(standing(world, "production")).toContain("ingress");
    expect(entries.some(isFact("confirm-closed", "observation"))).toBe(false);
  });

  test.each([
    ["a step that fails", twisted({ fails: "update" }), "ROLLED_BACK"],
    ["a check that does not hold", twisted({ fails: "validation" }), "ROLLED_BACK"],
  ] as const)("is open again as it was released after %s", async (_, shape, expected) => {
    const world = await live();
    const { runId, verdict, entries } = await take(world, shape);
    expect(verdict).toBe(expected);
    expect(reopeningOf(entries)).toBe("open");
    expect(standing(world, "production")).toContain("ingress");
    expect(statesOf(world, runId)).toContain("6.3 Reopen ingress under the standing release");
    const released = entries.find(isFact("reopen-ingress", "outcome"));
    expect(waysIn(released?.detail.exposed ?? [])).toEqual(["listener TCP 443"]);
  });

  test("is open again after the release is rejected", async () => {
    const world = await live();
    rejectAt(world, "production-release");
    const { verdict, entries } = await take(world, twisted());
    expect(verdict).toBe("REJECTED");
    expect(reopeningOf(entries)).toBe("open");
  });

  test("is open again after the release expires", async () => {
    const world = await live();
    world.people.says = (gate) =>
      gate === "production-release" ? null : { decision: "approve", afterMs: 60_000 };
    const plan = planWith();
    const { verdict, entries } = await take(world, twisted(), plan);
    expect(verdict).toBe("REJECTED");
    expect(reopeningOf(entries)).toBe("open");
  });

  test("is open again after the execution is aborted", async () => {
    const world = await live();
    const runId = await takeUntil(world, "6.3 Validate production", twisted());
    await sweep(world);
    const { entries } = await read(world, runId);
    expect(reopeningOf(entries)).toBe("open");
    expect(standing(world, "production")).toContain("ingress");
  });

  test("stays closed where it does not stand as it was released, and the records say why", async () => {
    const world = await live();
    changeByHand(world, "production", "monitoring");
    const { entries } = await take(world, twisted({ fails: "update" }));
    expect(entries.find(isFact("reopen-ingress", "observation"))?.detail.reason).toMatch(
      /production\/monitoring does not stand as it was released/,
    );
    expect(standing(world, "production")).not.toContain("ingress");
  });

  test("is closed by nobody where a run closes nothing: no entry speaks of opening it", async () => {
    const world = install();
    const { entries } = await take(world, twisted({ fails: "create" }));
    expect(entries.some(({ action }) => action === "reopen-ingress")).toBe(false);
  });
});
