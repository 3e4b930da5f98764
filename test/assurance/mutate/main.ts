// Mutates domain and use cases, area by area, and sees whether the tests of each area see it (stryker.config.mjs).
//   --area NAME     only that area; every one otherwise
//   --workers N     how many at a time (2)
//   --fresh         forgets what an earlier run found of mutants and tests that have not changed
// What survives is explained one by one in test/assurance/mutate/survivors.
// Leaves results/mutation/<area>.json and results/mutate.json, the figures of every area that was run.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { atLeast, atMost, leaveFigures, resultsFolder } from "../shared/figures.ts";
import { type Area, areas, quick } from "./areas.ts";
import { compareSurvivors, type MutatedFile } from "./survivors.ts";

type Report = { readonly files: Readonly<Record<string, MutatedFile>> };
type Count = { readonly found: number; readonly valid: number };

const { values } = parseArgs({
  options: {
    area: { type: "string" },
    workers: { type: "string", default: "2" },
    fresh: { type: "boolean", default: false },
  },
});
const folder = join(resultsFolder, "mutation");
const reportOf = (name: string) => join(folder, `${name}.json`);
mkdirSync(folder, { recursive: true });

let failed = false;
for (const [name, area] of Object.entries(areas))
  if (values.area === undefined || values.area === name) {
    const beganMs = performance.now();
    console.log(`\n== ${name}`);
    failed = !mutate(name, area) || failed;
    console.log(`== ${name} took ${Math.round((performance.now() - beganMs) / 1_000)} s`);
  }

const reports = Object.keys(areas)
  .filter((name) => existsSync(reportOf(name)))
  .map((name) => [name, JSON.parse(readFileSync(reportOf(name), "utf8")) as Report] as const);
const counts = reports.map(([name, report]) => [name, countIn(report)] as const);
const all = counts.reduce(
  (sum, [, { found, valid }]) => ({ found: sum.found + found, valid: sum.valid + valid }),
  { found: 0, valid: 0 },
);
let unexplained = 0;
for (const [name, { files }] of reports) {
  const compared = compareSurvivors(name, files);
  for (const survivor of compared.unexplained) console.log(`NOBODY EXPLAINED ${survivor}`);
  for (const explained of compared.outdated) console.log(`found after all  ${explained}`);
  unexplained += compared.unexplained.length;
}
console.log("");
leaveFigures("mutate", "npm run mutate", [
  atLeast("mutation score", score(all), 90),
  ...counts.map(([name, count]) => atLeast(`mutation score of ${name}`, score(count), 90)),
  atMost("survivors that nobody explained", unexplained, 0),
  atLeast("mutants that were tried", all.valid, 1),
  atLeast("areas", counts.length, Object.keys(areas).length),
]);
if (failed || unexplained > 0) process.exitCode = 1;

/** Lets Stryker mutate one area under its own tests. Whether its break threshold was reached. */
function mutate(name: string, { mutate: globs, tests = quick, remembers = false }: Area): boolean {
  const incremental = join(folder, `${name}.incremental.json`);
  if (values.fresh) rmSync(incremental, { force: true });
  const { status } = spawnSync(
    "stryker",
    [
      "run",
      "--mutate",
      globs.join(","),
      "--incremental",
      "--incrementalFile",
      incremental,
      "--concurrency",
      values.workers,
      ...(remembers ? ["--maxTestRunnerReuse", "1"] : []),
    ],
    {
      stdio: "inherit",
      env: {
        ...process.env,
        MUTATION_REPORT: reportOf(name),
        MUTATION_TESTS: tests.map((test) => `test/${test}`).join(","),
      },
    },
  );
  return status === 0;
}

function countIn({ files }: Report): Count {
  const mutants = Object.values(files).flatMap((file) => file.mutants);
  const count = (...statuses: readonly string[]) =>
    mutants.filter((one) => statuses.includes(one.status)).length;
  const found = count("Killed", "Timeout");
  return { found, valid: found + count("Survived", "NoCoverage") };
}

function score({ found, valid }: Count): number {
  return valid === 0 ? 0 : Math.round((found / valid) * 1_000) / 10;
}
