import { type Shape, type Submitted, submit, tinyParts, worldPlan } from "../../simulator/changes.ts";
import { awsVariant, emulatorVariant } from "../../simulator/step-functions/step-functions.ts";
import { type Blueprint, World } from "../../simulator/world.ts";
import type { Violation } from "../invariants/invariants.ts";
import { verdictIn } from "../invariants/ledger.ts";
import { untilQuiet } from "../invariants/until-quiet.ts";
import { Watch } from "../invariants/watch.ts";
import { disturb } from "./disturb.ts";
import type { RunStory, Story } from "./stories.ts";
import { Trace } from "./trace.ts";

/** What happened in a story. */
export type StoryRun = {
  readonly violations: readonly Violation[];
  readonly trace: string;
  readonly asked: ReadonlyMap<string, number>;
  readonly effects: number;
  /** How often each kind of disturbance really came to something, and how each run ended. */
  readonly happened: ReadonlyMap<string, number>;
};

/** Every story has the same plan. */
const plan = worldPlan(tinyParts);

/** Runs a story until the world is at rest. */
export async function runStory(blueprint: Blueprint, story: Story): Promise<StoryRun> {
  // An asker that throws is waited for there until the gate's ceiling: longer than any story.
  const world = new World(blueprint, {
    seed: story.seed,
    worst: true,
    variant: story.emulated ? { ...emulatorVariant, throwingAsker: "fails" } : awsVariant,
  });
  const watch = new Watch(world);
  const trace = new Trace(world);
  const submitted: Submitted[] = [];
  const deliveries = new Map<string, readonly number[]>();
  world.events.deliveriesOf = ({ source, detail }) => {
    if (source === "aws.states") return story.statusEvents ? [100] : [];
    return deliveries.get(String(detail["changeDigest"])) ?? [20];
  };
  for (const [index, run] of story.runs.entries())
    world.time.after(run.submittedAtS * 1_000, () => {
      const one = submit(world, shapeOf(run, index), plan);
      deliveries.set(
        one.detail.changeDigest,
        run.deliveredAtS.map((s) => s * 1_000),
      );
      submitted.push(one);
    });
  world.people.says = (gate, _approver, runId) => {
    const index = submitted.findIndex((one) => one.runId === runId);
    const says = story.runs[index]?.says[gate] ?? null;
    return says === null
      ? null
      : { decision: says.decision, afterMs: says.afterS * 1_000, times: says.times };
  };
  const happened = new Map<string, number>();
  const count = (what: string) => happened.set(what, (happened.get(what) ?? 0) + 1);
  disturb(world, story.disturbances, submitted, count);
  await untilQuiet(watch, { runs: story.runs.length });
  watch.end();
  for (const runId of watch.ledger.runIds) count(`ended ${verdictIn(watch.ledger.of(runId)) ?? "never"}`);
  return {
    violations: watch.violations,
    trace: trace.digest(),
    asked: watch.asked,
    effects: watch.effects,
    happened,
  };
}

const shapeOf = ({ version, fails, slowS, full }: RunStory, index: number): Shape => ({
  commit: index + 1,
  version,
  parts: tinyParts,
  twists: [
    ...(fails === null
      ? []
      : [{ environment: fails.environment, part: "compute" as const, fails: fails.how }]),
    ...(full === null ? [] : [{ environment: full, part: "network" as const, full: true as const }]),
    ...(slowS === 0 ? [] : [{ environment: "staging" as const, part: "compute" as const, seconds: slowS }]),
  ],
});
