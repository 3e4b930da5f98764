import type { Blueprint } from "../../simulator/world.ts";
import { scenarioOf } from "../faults/cases.ts";
import { play } from "../faults/scenarios.ts";
import type { Ended } from "./rehearse.ts";

/** Plays one of the ways in which a run can go on an account at its worst, with no other fault. */
export async function playAtWorst(blueprint: Blueprint, name: string, seed: number): Promise<Ended> {
  const scenario = scenarioOf(name);
  const { verdict, watch } = await play(blueprint, scenario, { seed, worst: true });
  return {
    name,
    seed,
    verdict,
    problems: [
      ...(verdict === scenario.verdict ? [] : [`it ended ${verdict}, not ${scenario.verdict}`]),
      ...watch.violations.map(({ invariant, message }) => `${invariant}: ${message}`),
    ],
  };
}
