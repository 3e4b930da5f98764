import type { Environment, Part } from "../../../lib/domain/environment.ts";
import { type Gate, gates } from "../../../lib/domain/gates.ts";
import { ownChain } from "../../../lib/domain/records/checkpoint.ts";
import { verdictOf } from "../../../lib/domain/run/verdict.ts";
import {
  application,
  begin,
  failing,
  install,
  nobodyAnswers,
  openByHand,
  planWith,
  read,
  rejectAt,
  sweep,
  take,
  takeUntil,
} from "../../simulator/runs.ts";
import type { World } from "../../simulator/world.ts";
import { bytesOf, partsOf, verify } from "./bundles.ts";
import { findingsIn, states } from "./sound-runs.ts";

/** What the verifier finds in a run's bundle, and how the run ended. */
async function verified(world: World, runId: string) {
  const { entries } = await read(world, runId);
  const { findings, sound } = verify(bytesOf(await partsOf(world, runId)), { key: world.kms.publicKeyPem });
  return { verdict: verdictOf(entries), findings, sound };
}

const soundAs = (verdict: string) => ({ verdict, findings: [], sound: true });
const isSound = { findings: [], sound: true };

test("a run that succeeded is sound", async () => {
  const world = install();
  expect(await verified(world, (await take(world)).runId)).toEqual(soundAs("SUCCEEDED"));
});

test("a second run, which leaves most untouched and relies on the first one's plan approval, is sound", async () => {
  const world = install();
  await take(world);
  const twists = (["development", "staging", "production"] as const).map((environment) => ({
    environment,
    part: "compute" as const,
    version: 2,
  }));
  const second = await take(world, { attempt: 2, twists });
  expect(await verified(world, second.runId)).toEqual(soundAs("SUCCEEDED"));
});

test.each(gates)("a run that was rejected at %s is sound", async (gate: Gate) => {
  const world = install();
  rejectAt(world, gate);
  expect(await verified(world, (await take(world)).runId)).toEqual(soundAs("REJECTED"));
});

test.each<[Environment, Part]>([
  ["development", "network"],
  ["development", "database"],
  ["staging", "network"],
  ["staging", "compute"],
  ["production", "network"],
  ["production", "compute"],
  ["production", "ingress"],
])("a run that failed at %s/%s and was rolled back is sound", async (environment, part) => {
  const world = install();
  const { runId } = await take(world, failing(environment, part));
  expect(await verified(world, runId)).toEqual(soundAs("ROLLED_BACK"));
});

test.each<[Environment, Part]>([
  ["development", "compute"],
  ["staging", "database"],
  ["production", "compute"],
  ["production", "ingress"],
])("an update that failed at %s/%s and was restored is sound", async (environment, part) => {
  const world = install();
  await take(world);
  const { runId } = await take(world, { attempt: 2, version: 2, ...failing(environment, part) });
  expect(await verified(world, runId)).toEqual(soundAs("ROLLED_BACK"));
});

test("a run that was refused is sound", async () => {
  const world = install();
  const { runId } = await take(world, {
    edit: (change) => ({
      ...change,
      environments: { ...change.environments, staging: change.environments.staging.slice(0, 4) },
    }),
  });
  expect(await verified(world, runId)).toEqual(soundAs("REFUSED"));
});

test("a run whose rollback left something is sound, because its records say so", async () => {
  const world = install();
  world.cloudFormation.leftBehind.add(`${application}-development-network Bucket`);
  const { runId } = await take(world, failing("development", "database"));
  expect(await verified(world, runId)).toEqual(soundAs("QUARANTINED"));
});

test.each(states)("a run that was stopped at %s and recovered is sound", async (state) => {
  const world = install();
  const runId = await takeUntil(world, state);
  await sweep(world);
  expect(await verified(world, runId)).toMatchObject(isSound);
});

test.each([
  "9 Read plan approval",
  "4.2 Validate development",
  "6.1 Read change record",
  "6.3 Open ingress",
  "8 Close run",
])("a run that is still open at %s is sound", async (state) => {
  const world = install();
  expect(await verified(world, await takeUntil(world, state))).toMatchObject(isSound);
});

/** A run that waits at its first gate. */
async function waiting() {
  const world = install();
  nobodyAnswers(world);
  const work = await openByHand(world);
  await world.call("open-gate", { ...work, gate: "plan-approval", taskToken: "a task token" });
  return { world, work };
}

test("a run that waits at a gate is sound", async () => {
  const { world, work } = await waiting();
  expect(await verified(world, work.runId)).toMatchObject(isSound);
});

test("a run whose gate expired is sound", async () => {
  const { world, work } = await waiting();
  await world.pass(73 * 60 * 60_000);
  await world.call("sweep", {});
  await world.call("close-run", work);
  expect(await verified(world, work.runId)).toEqual(soundAs("REJECTED"));
});

test("a run under a plan with a quorum of two is sound", async () => {
  const world = install();
  const plan = planWith((edited) => {
    edited.gates["change-record"].approvers = ["change-manager", "release-manager"];
    edited.gates["change-record"].quorum = 2;
  });
  const { runId } = await openByHand(world, {}, plan);
  expect(await verified(world, runId)).toMatchObject(isSound);
});

test.each([
  "what was shown at staging-sign-off changes before it is decided",
  "plan application with an asset, and a failure in production",
])("%s: a run to which that happens is sound", async (kind) => {
  expect(await findingsIn(kind)).toEqual([]);
});

test("the control plane's own chain is sound", async () => {
  const world = install();
  await world.ask(({ notary }) => notary.checkpoint(ownChain));
  await take(world);
  await begin(world);
  expect((await verified(world, ownChain)).findings).toEqual([]);
  expect((await verified(world, ownChain)).findings).toEqual([]);
});
