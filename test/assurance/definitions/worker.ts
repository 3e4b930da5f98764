// Tries some of the mutants for main.ts.
import { parentPort, workerData } from "node:worker_threads";
import type { Synthesised } from "../prove/synthesised.ts";
import { mutantsOf, nameOf } from "./mutants.ts";
import { noticed } from "./notice.ts";

/** The numbers of some mutants. */
export type Job = readonly number[];
/** What became of them. */
export type Tried = {
  readonly by: Readonly<Record<string, number>>;
  readonly same: number;
  readonly survivors: readonly string[];
};

const synthesised = workerData as Synthesised;
const mutants = mutantsOf(synthesised);

parentPort?.on("message", (job: Job) => {
  const by: Record<string, number> = {};
  const survivors: string[] = [];
  let same = 0;
  for (const mutant of job.flatMap((number) => mutants[number] ?? [])) {
    const seen = noticed(synthesised, mutant);
    if (seen === null) survivors.push(nameOf(mutant));
    else if (seen === "same") same += 1;
    else by[seen.by] = (by[seen.by] ?? 0) + 1;
  }
  parentPort?.postMessage({ by, same, survivors } satisfies Tried);
});
