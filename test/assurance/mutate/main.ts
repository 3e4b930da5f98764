// Mutates the domain and the use cases, area by area, and checks whether the tests of each area notice
// (stryker.config.mjs).
//   --area NAME     only that area; all areas without it
//   --workers N     how many workers (2)
//   --fresh         ignores what an earlier run found about mutants and tests that have not changed
// test/assurance/mutate/survivors explains each mutant that survives.
// Writes results/mutation/<area>.json, and results/mutate.json with the figures of all areas that were run.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { atLeast, atMost, reportFigures, resultsFolder } from "../shared/write-figures.ts";
import { type Area, areas, quick } from "./areas.ts";
import { compareSurvivors, type MutatedFile } from "./survivors/survivors.ts";

type Report = { readonly files: Readonly<Record<string, MutatedFile>> };
type Count = { readonly found: number; readonly valid: number };

const { values } = parseArgs({
  options: {
    area: { type: "string" },
    workers: { type: "string", default: "2" },
    fresh: { type: "boolean", default: false },
  },
});
/** Of all mutants, and of those of each area, in percent. */
const wanted = 98;
const configFile = fileURLToPath(new URL("./stryker.config.mjs", import.meta.url));
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
  .map((name) => [name, reportOn(name)] as const);
const counts = reports.map(([name, report]) => [name, countIn(report)] as const);
const all = counts.reduce(
  (sum, [, { found, valid }]) => ({ found: sum.found + found, valid: sum.valid + valid }),
  { found: 0, valid: 0 },
);
let unexplained = 0;
for (const [name, { files }] of reports) {
  const compared = compareSurvivors(name, files);
  for (const survivor of compared.unexplained) console.log(`UNEXPLAINED ${survivor}`);
  for (const explained of compared.outdated) console.log(`killed now   ${explained}`);
  unexplained += compared.unexplained.length;
}
console.log("");
reportFigures("mutate", "npm run assure -- mutate", [
  atLeast("mutation score", score(all), wanted),
  ...counts.map(([name, count]) => atLeast(`mutation score of ${name}`, score(count), wanted)),
  atMost("survivors without an explanation", unexplained, 0),
  atLeast("mutants that were tried", all.valid, 1),
  atLeast("areas", counts.length, Object.keys(areas).length),
]);
if (failed || unexplained > 0) process.exitCode = 1;

/** Mutates one area under its own tests. Returns whether it ended, with the score that is wanted. */
function mutate(name: string, { mutate: globs, tests = quick, remembers = false }: Area): boolean {
  const incremental = join(folder, `${name}.incremental.json`);
  if (values.fresh) rmSync(incremental, { force: true });
  const { status } = spawnSync(
    "stryker",
    [
      "run",
      configFile,
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
  return status === 0 && score(countIn(reportOn(name))) >= wanted;
}

function reportOn(name: string): Report {
  return JSON.parse(readFileSync(reportOf(name), "utf8"));
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
