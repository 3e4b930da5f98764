import { ownChain } from "../../../lib/domain/records/checkpoint.ts";
import { development, rolledBack } from "../../scenarios/rolled-back.ts";
import { replaceSigningKey } from "../../simulator/replace-signing-key.ts";
import { begin, finish, install, planWith, sweep, take } from "../../simulator/runs.ts";
import type { World } from "../../simulator/world.ts";
import { byItself } from "../../simulator/worst/by-itself.ts";

/** A run, or the control plane's own chain, and the world in which it ended. */
export type Ended = { readonly world: World; readonly runId: string };

/** A run after one whose signing key was replaced, while a third key already waits. */
async function afterReplacement(): Promise<Ended> {
  const world = install();
  await take(world);
  await replaceSigningKey(world);
  const { runId } = await begin(world, { attempt: 2, version: 2 });
  await replaceSigningKey(world);
  await finish(world);
  return { world, runId };
}

async function superseding(): Promise<Ended> {
  const world = install();
  await begin(world);
  await begin(world, { attempt: 2 });
  await begin(world, { attempt: 3 });
  await sweep(world);
  return { world, runId: ownChain };
}

/** Runs whose records have entries and fields that ordinary ones do not have. */
export const rareKinds: Readonly<Record<string, () => Promise<Ended>>> = {
  "a run under a signing key that took the place of another": afterReplacement,
  "the control plane's own chain, in which signing keys are introduced": async () => ({
    ...(await afterReplacement()),
    runId: ownChain,
  }),
  "the control plane's own chain, in which a change is superseded": superseding,
  "a log group that a service made by itself": async () => {
    const world = install({ quietSeconds: 60 });
    world.cloudFormation.habits = { ...world.cloudFormation.habits, ...byItself(world) };
    const { runId } = await rolledBack(world, { storage: { Worker: { Type: "AWS::Lambda::Function" } } });
    return { world, runId };
  },
  "a rollback of what only Cloud Control reads": async () => {
    const world = install();
    const { runId } = await rolledBack(world, { network: { Thing: { Type: "AWS::Glue::Crawler" } } });
    return { world, runId };
  },
  "a rollback beside something from before the run": async () => {
    const world = install();
    const createdAtMs = world.time.nowMs() - 1;
    world.cloudFormation.leave({ type: "AWS::Logs::LogGroup", id: `/${development}/by-hand`, createdAtMs });
    const { runId } = await rolledBack(world);
    return { world, runId };
  },
  "references that a plan binds": async () => {
    const plan = planWith((edited) => {
      edited.documentId = "30.01";
    });
    const world = install({ plan: plan.documentId });
    world.referred.put("/shop/image", "one");
    const Resources = {
      Bucket: { Type: "AWS::S3::Bucket", Properties: { Name: "{{resolve:ssm:/shop/image}}" } },
    };
    const shape = {
      templateOf: (_: string, part: string) =>
        part === "compute" ? JSON.stringify({ Resources }) : undefined,
    };
    const { runId } = await take(world, shape, plan);
    return { world, runId };
  },
};
