// The door: every case of an assembly, a repository and a template, generated templates and steps, and the time that a check of
// forty stacks takes.
//   --cases N   how many pairs of templates are generated (5,000)
//   --steps N   how many changes with other steps are generated (40)
//   --broken N  how many assemblies are broken (400)
//   --seed S    the seed; without it, a fresh one is drawn and printed
import { randomInt } from "node:crypto";
import { parseArgs } from "node:util";
import { assemblyCases, checkAssembly, problemsOfReport } from "../../cases/assemblies/assemblies.ts";
import {
  inRepository,
  problemsOfAnswer,
  repositoryCases,
  wholeCheck,
} from "../../cases/repositories/repositories.ts";
import { problemsOfTemplate, templateCases } from "../../cases/templates/templates.ts";
import { allOf, atMost, type Figure, reportFigures } from "../shared/write-figures.ts";
import { brokenAssemblies, changesPastDoor, generatedSteps, generatedTemplates } from "./generated.ts";

const longestMs = 2_000;

const { values } = parseArgs({
  options: {
    cases: { type: "string", default: "5000" },
    steps: { type: "string", default: "40" },
    broken: { type: "string", default: "400" },
    seed: { type: "string" },
  },
});
const seed = Number(values.seed ?? randomInt(2 ** 31));
console.log(`seed ${seed}`);

/** Asks about every case, prints each problem, and answers the figure. */
async function all(
  what: string,
  names: readonly string[],
  problemsOf: (name: string) => Promise<readonly string[]> | readonly string[],
): Promise<Figure> {
  let right = 0;
  for (const name of names) {
    const problems = await Promise.resolve(problemsOf(name)).catch((error: unknown) => [
      `it throws ${String(error)}`,
    ]);
    if (problems.length === 0) right += 1;
    for (const problem of problems) console.log(`WRONG  ${what} ${name}: ${problem}`);
  }
  return allOf(what, right, names.length);
}

const cases = [
  await all("templates", templateCases, problemsOfTemplate),
  await all("assemblies", assemblyCases, async (name) => problemsOfReport(name, await checkAssembly(name))),
  await all("repositories", repositoryCases, async (name) =>
    problemsOfAnswer(name, await inRepository(name, wholeCheck)),
  ),
];
const pastDoor = await changesPastDoor();
const beganAtMs = performance.now();
await checkAssembly("stack-40");
const ms = Math.round(performance.now() - beganAtMs);
const isRight = reportFigures("door", "npm run assure -- door", [
  ...cases,
  ...pastDoor,
  atMost("check of 40 stacks in milliseconds", ms, longestMs),
  ...generatedTemplates(Number(values.cases), seed),
  ...(await generatedSteps(Number(values.steps), seed)),
  ...(await brokenAssemblies(Number(values.broken), seed)),
]);
process.exitCode = isRight ? 0 : 1;
