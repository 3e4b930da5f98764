// Mutates domain and use cases and sees whether the tests see it (stryker.config.mjs). Arguments go to Stryker.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { atLeast, leaveFigures, resultsFolder } from "./figures.ts";

type Report = {
  readonly files: Readonly<Record<string, { readonly mutants: readonly { readonly status: string }[] }>>;
};

const { status } = spawnSync("stryker", ["run", ...process.argv.slice(2)], { stdio: "inherit" });
const { files } = JSON.parse(readFileSync(join(resultsFolder, "mutation.json"), "utf8")) as Report;
const all = Object.entries(files);
const count = (...statuses: readonly string[]) =>
  all.reduce(
    (sum, [, { mutants }]) => sum + mutants.filter((one) => statuses.includes(one.status)).length,
    0,
  );
const found = count("Killed", "Timeout");
const valid = found + count("Survived", "NoCoverage");
leaveFigures("mutate", "npm run mutate", [
  atLeast("mutation score", Math.round((found / valid) * 1_000) / 10, 90),
  atLeast("mutants that were tried", valid, 1),
  atLeast("files", all.length, 1),
]);
if (status !== 0) process.exitCode = 1;
