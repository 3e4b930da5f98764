// The fault matrix: every call of every scenario with every fault, and every state with every error.
//   --scenario TEXT   only scenarios whose name contains the text
//   --everything      also the calls that an earlier scenario has covered
//   --sample N        only about N cases, drawn by --seed S, to take less time
//   --part K/N        only the K-th of N parts of them, so that all can be played one part after the other
//   --as NAME         the name of the result files (faults)
//   --workers N       how many workers; as many as processors without it
// Writes results/faults.json (figures) and results/faults.jsonl (every case).
import { randomInt } from "node:crypto";
import { parseArgs } from "node:util";
import { groupedBy } from "../../../lib/domain/grouped.ts";
import { faultKinds } from "../../simulator/faults.ts";
import { Random } from "../../simulator/random.ts";
import { synthesisedTemplate } from "../../simulator/template.ts";
import { readBlueprint } from "../../simulator/world.ts";
import { runInWorkers } from "../shared/worker-pool.ts";
import { allOf, atLeast, reportFigures, writeDocument } from "../shared/write-figures.ts";
import { type Case, casesOf } from "./cases.ts";
import type { Result } from "./run-case.ts";
import { scenarios } from "./scenarios.ts";

const { values } = parseArgs({
  options: {
    scenario: { type: "string", default: "" },
    everything: { type: "boolean", default: false },
    sample: { type: "string" },
    seed: { type: "string" },
    part: { type: "string", default: "1/1" },
    workers: { type: "string" },
    as: { type: "string", default: "faults" },
  },
});
const batch = 20;
const beganMs = performance.now();
const template = await synthesisedTemplate();
const blueprint = await readBlueprint(template);
const chosen = scenarios.filter(({ name }) => name.includes(values.scenario));
const all = await casesOf(blueprint, chosen, values.everything);
const seed = Number(values.seed ?? randomInt(2 ** 31));
const random = new Random(seed);
const share = Math.min(1, Number(values.sample ?? all.length) / all.length);
const [part = 1, parts = 1] = values.part.split("/").map(Number);
const cases = all.filter((_, index) => random.chance(share) && index % parts === part - 1);
const drawn = `${share < 1 ? `, seed ${seed}` : ""}${parts > 1 ? `, part ${part} of ${parts}` : ""}`;
console.log(`${cases.length} of ${all.length} cases in ${chosen.length} scenarios${drawn}`);

const batches = Array.from({ length: Math.ceil(cases.length / batch) }, (_, index) =>
  cases.slice(index * batch, (index + 1) * batch),
);
const results = (
  await runInWorkers<readonly Case[], readonly Result[]>(
    new URL("./worker.ts", import.meta.url),
    template,
    batches,
    {
      ...(values.workers === undefined ? {} : { workers: Number(values.workers) }),
      onResult: (done) => {
        if (done % 50 === 0 || done === batches.length)
          console.error(
            `${Math.min(done * batch, cases.length)} of ${cases.length} cases, ${Math.round((performance.now() - beganMs) / 1_000)} s`,
          );
      },
    },
  )
).flat();

table(
  "calls",
  results.filter((result) => result.case.at === "call"),
  faultKinds,
  ({ case: one }) => one.fault,
);
table(
  "states",
  results.filter((result) => result.case.at === "state"),
  ["before", "after", "uncaught", "twice"],
  ({ case: one }) => /(before|after)$/.exec(one.fault)?.[1] ?? (one.fault === "twice" ? "twice" : "uncaught"),
);
const wrong = results.filter(({ problems }) => problems.length > 0);
for (const { case: one, verdict, problems } of wrong.slice(0, 40))
  console.log(
    `WRONG  ${one.scenario}: ${one.fault} at ${one.where} -> ${verdict}\n         ${problems.slice(0, 3).join("\n         ")}`,
  );
if (wrong.length > 40) console.log(`... and ${wrong.length - 40} more in results/faults.jsonl`);
const right = (those: readonly Result[]) => those.filter(({ problems }) => problems.length === 0).length;
const uncaught = results.filter(
  ({ case: { fault, at } }) => at === "state" && !/ (before|after)$/.test(fault) && fault !== "twice",
);
const twice = results.filter(({ case: { fault } }) => fault === "twice");
const path = writeDocument(
  `${values.as}.jsonl`,
  `${results.map(({ case: { scenario, where, fault, at }, verdict, problems }) => JSON.stringify({ scenario, at, where, fault, verdict, problems })).join("\n")}\n`,
);
console.log("");
reportFigures(values.as, "npm run assure -- faults", [
  atLeast("cases", results.length, 1_120),
  allOf("cases that ended right", results.length - wrong.length, results.length),
  atLeast(
    "effects that were looked at",
    results.reduce((sum, { effects }) => sum + effects, 0),
    1,
  ),
  allOf("effects with an intent before them", results.length - count("intent"), results.length),
  allOf("uncaught ends that were recovered", right(uncaught), uncaught.length),
  allOf("work done twice, with the world as after once", right(twice), twice.length),
  allOf(
    "redriven executions that changed nothing",
    results.reduce(
      (sum, { redriven, problems }) =>
        sum + (problems.some((one) => one.startsWith("redrive")) ? 0 : redriven),
      0,
    ),
    results.reduce((sum, { redriven }) => sum + redriven, 0),
  ),
  allOf("worlds in which no foreign resource was touched", results.length - count("place"), results.length),
]);
console.log(`every case: ${path}; ${Math.round((performance.now() - beganMs) / 1_000)} s`);
// A sample may have fewer cases than the guarantee demands, but no wrong one.
if (wrong.length > 0) process.exitCode = 1;

function count(invariant: string): number {
  return results.filter(({ problems }) => problems.some((problem) => problem.startsWith(`${invariant}:`)))
    .length;
}

/** Prints, by scenario and fault, how many of all cases ended right, and the verdicts. */
function table(
  title: string,
  rows: readonly Result[],
  columns: readonly string[],
  columnOf: (result: Result) => string,
): void {
  const width = 14;
  console.log(`\n${title.padEnd(42)}${columns.map((column) => column.padStart(width)).join("")}   ended`);
  for (const { name } of chosen) {
    const own = rows.filter((result) => result.case.scenario === name);
    const cells = columns.map((column) => {
      const those = own.filter((result) => columnOf(result) === column);
      const right = those.filter(({ problems }) => problems.length === 0).length;
      return `${right}/${those.length}`.padStart(width);
    });
    const ended = groupedBy(own, ({ verdict }) => verdict ?? "never");
    const how = [...ended].map(([verdict, those]) => `${verdict} ${those.length}`).join(", ");
    console.log(`${name.padEnd(42)}${cells.join("")}   ${how}`);
  }
}
