// Mutates the definitions as they are synthesised, one place at a time, and asks who notices: the rules of
// `prove`, or the random walks. A mutant that survives needs its reason in survivors.json. Leaves
// results/definitions.json.
//   --workers N     how many at a time (one per processor)
//   --all           every mutant; otherwise a sample of the edges and paths, and all the rest
//   --only TEXT     only the mutants whose names have the text in them
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { controlPlaneTemplate } from "../../../lib/control-plane/template.ts";
import { families, findingsAbout } from "../prove/prove.ts";
import { readTemplate } from "../prove/synthesised.ts";
import { runInWorkers } from "../shared/worker-pool.ts";
import { allOf, atLeast, atMost, reportFigures } from "../shared/write-figures.ts";
import { isInSample, type Mutant, mutantsOf, nameOf } from "./mutants.ts";
import { compareSurvivors } from "./survivors.ts";
import type { Job, Tried } from "./worker.ts";

const { values } = parseArgs({
  options: {
    workers: { type: "string" },
    all: { type: "boolean", default: false },
    only: { type: "string" },
  },
});
const { all, only } = values;
/** Small enough that the workers end together. */
const mutantsOfJob = 50;

const { synthesised } = readTemplate(controlPlaneTemplate());
const mutants = mutantsOf(synthesised);
const numbers = mutants.flatMap((mutant, number) => (isTried(mutant) ? [number] : []));
const jobs = Array.from(
  { length: Math.ceil(numbers.length / mutantsOfJob) },
  (_, index): Job => numbers.slice(index * mutantsOfJob, (index + 1) * mutantsOfJob),
);
const beganMs = performance.now();
const results = await runInWorkers<Job, Tried>(new URL("./worker.ts", import.meta.url), synthesised, jobs, {
  workers: values.workers === undefined ? availableParallelism() : Number(values.workers),
});
const seconds = Math.round((performance.now() - beganMs) / 1_000);

const by = new Map<string, number>();
for (const [name, count] of results.flatMap((tried) => Object.entries(tried.by)))
  by.set(name, (by.get(name) ?? 0) + count);
const survivors = results.flatMap((tried) => tried.survivors);
const same = results.reduce((sum, tried) => sum + tried.same, 0);
const tried = numbers.length;
const { unexplained, outdated } = compareSurvivors(survivors);

for (const [name, count] of [...by].sort(([, one], [, other]) => other - one))
  console.log(`${String(count).padStart(7)}  noticed first by ${name}`);
const rules = Object.values(families).flat();
const idle = rules.filter(({ id }) => !by.has(id)).map(({ id }) => id);
if (only === undefined && idle.length > 0) console.log(`never the first: ${idle.join(", ")}`);
console.log("");
for (const name of unexplained) console.log(`NOBODY NOTICES   ${name}`);
if (all) for (const name of outdated) console.log(`noticed after all ${name}`);
const noticed = tried - same - survivors.length;
const reached = reportFigures("definitions", "npm run assure -- definitions", [
  atMost("findings about the definitions themselves", findingsAbout(synthesised).length, 0),
  atLeast("mutants that change a meaning", tried - same, 1),
  allOf(
    "mutants that are noticed or explained",
    noticed + survivors.length - unexplained.length,
    tried - same,
  ),
  atLeast("mutants that are noticed", noticed, 1),
  atMost("mutants that nobody notices and nobody explained", unexplained.length, 0),
  atMost("explained mutants that are noticed after all", all ? outdated.length : 0, 0),
]);
console.log(
  `\n${tried} of ${mutants.length} mutants in ${seconds} s, ${same} of which mean the same, ${survivors.length} of which survive`,
);
if (!reached) process.exitCode = 1;

function isTried(mutant: Mutant): boolean {
  return only === undefined ? all || isInSample(mutant) : nameOf(mutant).includes(only);
}
