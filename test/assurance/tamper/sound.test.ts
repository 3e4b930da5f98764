import type { Environment } from "../../../lib/domain/environment.ts";
import type { Gate } from "../../../lib/domain/gates.ts";
import { gates } from "../../../lib/domain/gates.ts";
import { ownChain } from "../../../lib/domain/records/checkpoint.ts";
import { verdictOf } from "../../../lib/domain/run/verdict.ts";
import { testPlan, World } from "../../fakes/world.ts";
import { bytesOf, dying, failing, noAt, partsOf, recover, take, verify } from "./bundles.ts";
import { states } from "./sound-runs.ts";

/** What the verifier finds in a run's bundle, and how the run ended. */
async function verified(world: World, runId: string) {
  const { entries } = await world.records.read(runId);
  const { findings, sound } = verify(bytesOf(await partsOf(world, runId)), {
    key: await world.signingKey.publicKeyPem(),
  });
  return { verdict: verdictOf(entries), findings, sound };
}

const soundAs = (verdict: string) => ({ verdict, findings: [], sound: true });

test("a run that succeeded is sound", async () => {
  const world = new World();
  expect(await verified(world, await take(world))).toEqual(soundAs("SUCCEEDED"));
});

test("a second run, which leaves most untouched and leans on the first one's plan approval, is sound", async () => {
  const world = new World();
  await take(world);
  const second = await take(world, {
    attempt: 2,
    templateOf: (environment, step) => `{"${environment}":"${step}${step === "compute" ? " anew" : ""}"}`,
  });
  expect(await verified(world, second)).toEqual(soundAs("SUCCEEDED"));
});

test.each(gates)("a run that was rejected at %s is sound", async (gate: Gate) => {
  const world = new World();
  expect(await verified(world, await take(world, { says: noAt(gate) }))).toEqual(soundAs("REJECTED"));
});

test.each<[Environment, string]>([
  ["development", "network"],
  ["development", "database"],
  ["staging", "network"],
  ["staging", "compute"],
  ["production", "network"],
  ["production", "compute"],
  ["production", "ingress"],
])("a run that failed at %s/%s and was rolled back is sound", async (environment, step) => {
  const world = new World();
  const runId = await take(world, { templateOf: failing(environment, step) });
  expect(await verified(world, runId)).toEqual(soundAs("ROLLED_BACK"));
});

test.each<[Environment, string]>([
  ["development", "compute"],
  ["staging", "database"],
  ["production", "compute"],
  ["production", "ingress"],
])("an update that failed at %s/%s and was restored is sound", async (environment, step) => {
  const world = new World();
  await take(world);
  const runId = await take(world, {
    attempt: 2,
    templateOf: (of, name) =>
      `{"${of}":"${name} anew${of === environment && name === step ? " fails" : ""}"}`,
  });
  expect(await verified(world, runId)).toEqual(soundAs("ROLLED_BACK"));
});

test("a run that was refused is sound", async () => {
  const world = new World();
  const runId = await take(world, {
    edit: (change) => ({
      ...change,
      environments: { ...change.environments, staging: change.environments.staging.slice(0, 4) },
    }),
  });
  expect(await verified(world, runId)).toEqual(soundAs("ROLLED_BACK"));
});

test("a run whose rollback left something is sound: it says so", async () => {
  const world = new World();
  world.stacks.lingering.add("shop-development-network-bucket");
  const runId = await take(world, { templateOf: failing("development", "database") });
  expect(await verified(world, runId)).toEqual(soundAs("QUARANTINED"));
});

test.each(states)("a run that was killed at %s and recovered is sound", async (state) => {
  const world = new World();
  const runId = await take(world, { interrupt: dying(state) });
  await recover(world, runId);
  expect(await verified(world, runId)).toMatchObject({ findings: [], sound: true });
});

test.each([
  "9 Read plan approval",
  "4.2 Validate development",
  "6.1 Read change record",
  "6.3 Open ingress",
  "8 Close run",
])("a run that is still open at %s is sound", async (state) => {
  const world = new World();
  const runId = await take(world, { interrupt: dying(state) });
  expect(await verified(world, runId)).toMatchObject({ findings: [], sound: true });
});

test("a run that waits at a gate is sound", async () => {
  const world = new World();
  const { runId } = await world.submit(await world.change());
  const { epoch } = await world.records.lease();
  await world.tasks["open-run"]({ runId, epoch, executionArn: `arn:execution:${runId}` });
  await world.tasks["open-gate"]({ runId, epoch, gate: "plan-approval", taskToken: "a task token" });
  expect(await verified(world, runId)).toMatchObject({ findings: [], sound: true });
});

test("a run whose gate expired is sound", async () => {
  const world = new World();
  const { runId } = await world.submit(await world.change());
  const { epoch } = await world.records.lease();
  await world.tasks["open-run"]({ runId, epoch, executionArn: `arn:execution:${runId}` });
  await world.tasks["open-gate"]({ runId, epoch, gate: "plan-approval", taskToken: "a task token" });
  world.nowMs += 73 * 60 * 60_000;
  await world.tasks.sweep({});
  await world.tasks["close-run"]({ runId, epoch });
  expect(await verified(world, runId)).toEqual(soundAs("REJECTED"));
});

test("a run under a plan with a quorum of two is sound", async () => {
  const world = new World();
  const plan = testPlan((edited) => {
    edited.gates["change-record"].approvers = ["change-manager", "release-manager"];
    edited.gates["change-record"].quorum = 2;
  });
  const { runId } = await world.submit(await world.change(), plan);
  const { epoch } = await world.records.lease();
  await world.tasks["open-run"]({ runId, epoch, executionArn: `arn:execution:${runId}` });
  expect(await verified(world, runId)).toMatchObject({ findings: [], sound: true });
});

test("the control plane's own chain is sound", async () => {
  const world = new World();
  await world.notary.checkpoint(ownChain);
  await take(world);
  await world.submit(await world.change());
  expect((await verified(world, ownChain)).findings).toEqual([]);
  expect((await verified(world, ownChain)).findings).toEqual([]);
});
