// Public CDK apps, wrapped in Stages: what `check` says of each under plan application, and how a run of it ends in the account in
// memory. Nothing is downloaded but packages: clone the repositories that `--list` prints.
//   --clones FOLDER   where the clones are, each as OWNER/NAME
//   --only NAME       one app
//   --list            prints what to clone
//   --write           writes the table of docs/applications.md
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { allOf, atLeast, reportFigures } from "../shared/write-figures.ts";
import { outcomeOfApp } from "./outcome.ts";
import { publicApps } from "./public-apps.ts";
import { tableOf, writeTable } from "./table.ts";

const { values } = parseArgs({
  options: {
    clones: { type: "string" },
    only: { type: "string" },
    list: { type: "boolean", default: false },
    write: { type: "boolean", default: false },
  },
});

const wanted = publicApps.filter(({ name }) => values.only === undefined || name === values.only);
if (values.list || values.clones === undefined) {
  for (const repository of new Set(publicApps.map((app) => app.repository)))
    console.log(`git clone https://github.com/${repository} FOLDER/${repository}`);
  if (!values.list) process.exitCode = 2;
} else await measure(values.clones);

async function measure(clones: string): Promise<void> {
  const work = mkdtempSync(join(tmpdir(), "interlock-"));
  const outcomes = [];
  try {
    for (const app of wanted) {
      const clone = join(clones, app.repository);
      if (!existsSync(clone)) throw new Error(`${clone} is missing: --list prints what to clone`);
      const outcome = await outcomeOfApp(app, clone, join(work, app.name));
      outcomes.push(outcome);
      console.log(tableOf([outcome]).at(-1));
      for (const refusal of outcome.refusals) console.log(`    ${refusal}`);
      if (outcome.run?.cause) console.log(`    ${outcome.run.cause}`);
    }
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  if (values.write) writeTable(outcomes);
  const taken = outcomes.filter(({ refusals }) => refusals.length === 0);
  const reached = reportFigures("public-apps", "npm run assure -- public-apps", [
    atLeast("public apps, wrapped in Stages", outcomes.length, values.only === undefined ? 8 : 1),
    atLeast("public apps that check takes", taken.length, values.only === undefined ? 8 : 0),
    allOf(
      "of those, runs in the account in memory that SUCCEEDED",
      taken.filter(({ run }) => run?.verdict === "SUCCEEDED").length,
      taken.length,
    ),
    allOf(
      "of those, bundles that the verifier finds sound",
      taken.filter(({ run }) => run?.isSound === true).length,
      taken.length,
    ),
  ]);
  if (!reached) process.exitCode = 1;
}
