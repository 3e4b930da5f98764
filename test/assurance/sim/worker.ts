// Searches one shard of stories for a story that breaks an invariant.
import { createHash } from "node:crypto";
import { parentPort, workerData } from "node:worker_threads";
import fc from "fast-check";
import { readBlueprint } from "../../simulator/world.ts";
import { runStory } from "./run-story.ts";
import { type Story, stories } from "./stories.ts";

/** A shard: fast-check's seed, the number of stories, the most disturbances of each, and for one story its path. */
export type Shard = {
  readonly seed: number;
  readonly runs: number;
  readonly faults: number;
  readonly path?: string;
  /** One given story, instead of drawn ones. */
  readonly story?: Story;
};

/** The result of a shard. */
export type Searched = {
  readonly shard: Shard;
  readonly runs: number;
  readonly trace: string;
  readonly asked: Readonly<Record<string, number>>;
  readonly happened: Readonly<Record<string, number>>;
  /** How many stories ran twice, and how many of them had the same trace both times. */
  readonly again: { readonly told: number; readonly same: number };
  readonly effects: number;
  /** The smallest story that broke an invariant, its path for repeating it, and what it broke. */
  readonly found: {
    readonly story: Story;
    readonly path: string;
    readonly problems: readonly string[];
  } | null;
};

/** One in this many stories runs twice. */
const toldAgain = 50;
const blueprint = await readBlueprint(workerData);

async function search(shard: Shard): Promise<Searched> {
  // The simulated services refuse requests all the time, and a search needs no stack traces. A single story keeps them.
  if (shard.story === undefined && shard.path === undefined) Error.stackTraceLimit = 0;
  const trace = createHash("sha256");
  const asked: Record<string, number> = {};
  const happened: Record<string, number> = {};
  const again = { told: 0, same: 0 };
  let runs = 0;
  let effects = 0;
  let problems: readonly string[] = [];
  const told = shard.story === undefined ? stories(shard.faults) : fc.constant(shard.story);
  const property = fc.asyncProperty(told, async (story) => {
    const run = await runStory(blueprint, story);
    if (problems.length === 0) {
      runs += 1;
      effects += run.effects;
      trace.update(run.trace);
      for (const [invariant, times] of run.asked) asked[invariant] = (asked[invariant] ?? 0) + times;
      for (const [what, times] of run.happened) happened[what] = (happened[what] ?? 0) + times;
      if (runs % toldAgain === 0) {
        again.told += 1;
        if ((await runStory(blueprint, story)).trace === run.trace) again.same += 1;
      }
    }
    if (run.violations.length === 0) return;
    problems = run.violations.map(({ invariant, message }) => `${invariant}: ${message}`);
    throw new Error(problems.join("\n"));
  });
  const { path } = shard;
  const details = await fc.check(property, {
    seed: shard.seed,
    numRuns: shard.runs,
    ...(path === undefined ? {} : { path, endOnFailure: true }),
  });
  const [story] = details.counterexample ?? [];
  return {
    shard,
    runs,
    trace: trace.digest("hex"),
    asked,
    happened,
    again,
    effects,
    found: story === undefined ? null : { story, path: details.counterexamplePath ?? "", problems },
  };
}

parentPort?.on("message", async (shard: Shard) => {
  parentPort?.postMessage(await search(shard));
});
