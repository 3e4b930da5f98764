import { planDigest } from "../../lib/plan/schema.ts";
import { Died } from "../fakes/dying.ts";
import { testPlan, World } from "../fakes/world.ts";

/** A run whose plan is locked: it may change development. */
async function allowed() {
  const world = new World();
  const plan = testPlan();
  await world.records.lockPlan(plan.documentId, planDigest(plan), "shop-000000000000-1");
  const { runId } = await world.submit(await world.change(), plan);
  const { epoch } = await world.records.lease();
  const work = { runId, epoch };
  await world.tasks["open-run"]({ ...work, executionArn: `arn:execution:${runId}` });
  await world.tasks["read-gate"]({ ...work, gate: "plan-approval" });
  return { world, development: { ...work, environment: "development", scope: "everything" } as const };
}

/** The process dies just before that method of the stacks is called: its intent stands, and nothing came of it. */
async function diesBefore(world: World, method: string, call: () => Promise<unknown>): Promise<void> {
  world.death = ({ port, method: called }) => (port === "stacks" && called === method ? "before" : null);
  await expect(call()).rejects.toThrow(Died);
  world.death = null;
}

const takenOver = (world: World, { runId, epoch }: { runId: string; epoch: number }) =>
  world.records.takeOver(runId, epoch + 1, `arn:execution:${runId}-recovery-${epoch + 1}`, "it was stopped");

test("a worker whose run was taken over does not ask again for a stack that it had meant to create", async () => {
  const { world, development } = await allowed();
  await diesBefore(world, "create", () => world.tasks["provision-step"](development));
  await takenOver(world, development);

  await expect(world.tasks["provision-step"](development)).rejects.toMatchObject({ name: "LeaseLost" });
  expect(world.stacks.effects).toEqual([]);
});

test("a worker whose run was taken over does not ask again for a deletion that it had meant to ask for", async () => {
  const { world, development } = await allowed();
  await world.tasks["provision-step"](development);
  await diesBefore(world, "remove", () => world.tasks["roll-back-step"](development));
  const before = world.stacks.effects.length;
  await takenOver(world, development);

  await expect(world.tasks["roll-back-step"](development)).rejects.toMatchObject({ name: "LeaseLost" });
  expect(world.stacks.effects).toHaveLength(before);
});

test("a worker that is stopped by the emergency stop does not ask again either", async () => {
  const { world, development } = await allowed();
  await diesBefore(world, "create", () => world.tasks["provision-step"](development));
  await world.tasks["stop-work"]({ by: "an operator", reason: "something is wrong" });

  await expect(world.tasks["provision-step"](development)).rejects.toMatchObject({ name: "WorkStopped" });
  expect(world.stacks.effects).toEqual([]);
});
