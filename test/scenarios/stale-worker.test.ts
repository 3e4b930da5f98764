import { type Fault, faultOf } from "../simulator/faults.ts";
import { lockedEarlier, lockOf } from "../simulator/locked-plan.ts";
import { effectsFromNow, install, openByHand, planWith } from "../simulator/runs.ts";
import type { World } from "../simulator/world.ts";

/** A run whose plan is locked: it may change development. */
async function allowed() {
  const world = install();
  const plan = planWith();
  lockedEarlier(world, lockOf(plan));
  const work = await openByHand(world, {}, plan);
  await world.call("read-gate", { ...work, gate: "plan-approval" });
  return { world, development: { ...work, environment: "development", scope: "everything" } as const };
}

/** The process hangs at that request and is killed: its intent is in the records, and nothing came of it. */
async function killedAt(world: World, operation: string, call: () => Promise<unknown>): Promise<void> {
  world.account.faultAt = (request): Fault | undefined =>
    request.operation === operation ? faultOf("hangs") : undefined;
  await expect(call()).rejects.toMatchObject({ name: "Sandbox.Timedout" });
  world.account.faultAt = () => undefined;
}

const takenOver = (world: World, { runId, epoch }: { runId: string; epoch: number }) =>
  world.ask(({ records }) =>
    records.takeOver(runId, epoch + 1, `arn:execution:${runId}-recovery-${epoch + 1}`, "it was stopped"),
  );

test("a worker whose run was taken over does not repeat its request to create a stack", async () => {
  const { world, development } = await allowed();
  await killedAt(world, "CreateStack", () => world.call("provision-step", development));
  await takenOver(world, development);
  const effects = effectsFromNow(world);

  await expect(world.call("provision-step", development)).rejects.toMatchObject({ name: "LeaseLost" });
  expect(effects).toEqual([]);
});

test("a worker whose run was taken over does not repeat its request to delete a stack", async () => {
  const { world, development } = await allowed();
  while ((await world.call("provision-step", development)).outcome === "waiting");
  await killedAt(world, "DeleteStack", () => world.call("roll-back-step", development));
  await takenOver(world, development);
  const effects = effectsFromNow(world);

  await expect(world.call("roll-back-step", development)).rejects.toMatchObject({ name: "LeaseLost" });
  expect(effects).toEqual([]);
});

test("a worker that the emergency stop has stopped does not repeat its request either", async () => {
  const { world, development } = await allowed();
  await killedAt(world, "CreateStack", () => world.call("provision-step", development));
  await world.call("stop-work", { by: "an operator", reason: "something is wrong" });
  const effects = effectsFromNow(world);

  await expect(world.call("provision-step", development)).rejects.toMatchObject({ name: "WorkStopped" });
  expect(effects).toEqual([]);
});
