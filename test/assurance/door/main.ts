// The door: every case of an assembly, a repository and a template, and the time that a check of forty stacks takes.

import { assemblyCases, checkAssembly, problemsOfReport } from "../../cases/assemblies.ts";
import { inRepository, problemsOfAnswer, repositoryCases, wholeCheck } from "../../cases/repositories.ts";
import { problemsOfTemplate, templateCases } from "../../cases/templates.ts";

const longestMs = 2_000;

/** Asks about every case, prints each problem and the figure, and answers whether there was none. */
async function all(
  what: string,
  names: readonly string[],
  problemsOf: (name: string) => Promise<readonly string[]> | readonly string[],
): Promise<boolean> {
  let right = 0;
  for (const name of names) {
    const problems = await Promise.resolve(problemsOf(name)).catch((error: unknown) => [
      `it throws ${String(error)}`,
    ]);
    if (problems.length === 0) right += 1;
    for (const problem of problems) console.log(`WRONG  ${what} ${name}: ${problem}`);
  }
  console.log(`${what}: ${right} of ${names.length}`);
  return right === names.length;
}

const areRight = [
  await all("templates", templateCases, problemsOfTemplate),
  await all("assemblies", assemblyCases, async (name) => problemsOfReport(name, await checkAssembly(name))),
  await all("repositories", repositoryCases, async (name) =>
    problemsOfAnswer(name, await inRepository(name, wholeCheck)),
  ),
];
const beganAtMs = performance.now();
await checkAssembly("stack-40");
const ms = performance.now() - beganAtMs;
console.log(`check of 40 stacks: ${Math.round(ms)} ms (at most ${longestMs})`);
process.exitCode = areRight.every(Boolean) && ms <= longestMs ? 0 : 1;
