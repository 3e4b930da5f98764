// Takes one run through an account at its worst per message.
import { parentPort, workerData } from "node:worker_threads";
import { allScenarios } from "../../../lib/command-line/rehearsal/scenarios.ts";
import type { Assembly } from "../../../lib/command-line/submission/assembly.ts";
import { readBlueprint } from "../../simulator/world.ts";
import { rehearseAtWorst } from "./rehearse.ts";
import { playAtWorst } from "./scenario.ts";

/** One run: a way in which a run can go, or the main job and the rehearsals of the reference environments; by name. */
export type Job = {
  readonly of: "a way" | "the reference environments";
  readonly name: string;
  readonly seed: number;
};

const { template, assembly } = workerData as { readonly template: unknown; readonly assembly: Assembly };
const blueprint = await readBlueprint(template);
const rehearsals = new Map(allScenarios(assembly).map((scenario) => [scenario.name, scenario]));

parentPort?.on("message", async ({ of, name, seed }: Job) => {
  const ended =
    of === "a way"
      ? await playAtWorst(blueprint, name, seed)
      : await rehearseAtWorst(blueprint, assembly, rehearsals.get(name) ?? null, seed);
  parentPort?.postMessage(ended);
});
