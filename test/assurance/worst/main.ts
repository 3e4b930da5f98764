// On the account at its worst, and with no other fault: every way in which a run can go; then the reference environments, as
// they are synthesised for AWS, through plan 21.03: the main job and every rehearsal of `interlock rehearse --all`.
//   --seeds N      with how many seeds (1)
//   --seed S       the first one; without it, a fresh one is drawn and printed
//   --name TEXT    only those whose name contains the text
//   --workers N    how many workers; as many as processors without it
import { randomInt } from "node:crypto";
import { parseArgs } from "node:util";
import { allScenarios } from "../../../lib/command-line/rehearsal/scenarios.ts";
import { synthesisedTemplate } from "../../simulator/template.ts";
import { scenarios } from "../faults/scenarios.ts";
import { runInWorkers } from "../shared/worker-pool.ts";
import { allOf, reportFigures } from "../shared/write-figures.ts";
import { referenceAssembly } from "./reference.ts";
import type { Ended } from "./rehearse.ts";
import type { Job } from "./worker.ts";

const { values } = parseArgs({
  options: {
    seeds: { type: "string", default: "1" },
    seed: { type: "string" },
    name: { type: "string", default: "" },
    workers: { type: "string" },
  },
});
const mainJob = "the main job";
const first = Number(values.seed ?? randomInt(2 ** 31));
const seeds = Array.from({ length: Number(values.seeds) }, (_, index) => first + index);
const assembly = referenceAssembly("interlock-reference");
const named = [
  ...scenarios.map(({ name }) => ({ of: "a way", name }) as const),
  ...[mainJob, ...allScenarios(assembly).map(({ name }) => name)].map(
    (name) => ({ of: "the reference environments", name }) as const,
  ),
].filter(({ name }) => name.includes(values.name));
const jobs: readonly Job[] = seeds.flatMap((seed) => named.map((one) => ({ ...one, seed })));
console.log(`${jobs.length} runs, seed ${first}`);

const ended = await runInWorkers<Job, Ended>(
  new URL("./worker.ts", import.meta.url),
  { template: await synthesisedTemplate(), assembly },
  jobs,
  {
    ...(values.workers === undefined ? {} : { workers: Number(values.workers) }),
    // As they end: a suite that is stopped has said what it saw so far.
    onResult: (done, one) => console.log(`${String(done).padStart(4)} ${lineOf(one)}`),
  },
);
function lineOf({ name, seed, verdict, problems }: Ended): string {
  const how = problems.length === 0 ? "ok   " : "WRONG";
  const why = problems.slice(0, 4).map((problem) => `\n         ${problem}`);
  return `${how} seed ${seed}  ${name.padEnd(44)} ${verdict}${why.join("")}`;
}

const figure = (title: string, of: Job["of"], isMain: boolean) => {
  const those = ended.filter(
    (_, index) => jobs[index]?.of === of && (jobs[index]?.name === mainJob) === isMain,
  );
  return allOf(title, those.filter(({ problems }) => problems.length === 0).length, those.length);
};
const reached = reportFigures("worst", "npm run assure -- worst", [
  figure("main jobs of the reference environments that ended right", "the reference environments", true),
  figure("rehearsals of the reference environments that ended right", "the reference environments", false),
  figure("ways in which a run can go that ended right", "a way", false),
]);
if (!reached) process.exitCode = 1;
