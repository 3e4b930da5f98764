// Ordinary applications under plan application. Files that are replaced after their approval are found in the account in memory.
// Each application is checked. In one sandbox `orders` is taken through the plan, unedited: first to SUCCEEDED, then with a second
// commit that fails, to a rollback that is proved. Where the emulator lacks something, `site` and `ecs` are refused before anything is
// deployed, with every reason at once. `site` is taken through beside `orders` after one edit. All of it happens in a fresh clone of
// this checkout's commit, so the time to the first SUCCEEDED counts what `npm start` installs.
//   --no-sandbox   without the sandbox
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { check } from "../../../lib/command-line/commands/check.ts";
import { allOf, atMost, type Figure, reportFigures } from "../shared/write-figures.ts";
import { assetAttacks, outcomeOf, undisturbed } from "./asset-attacks.ts";
import {
  commitFailure,
  commitWithoutFiles,
  editsOf,
  freshClone,
  interlockIn,
  isProved,
  npmStart,
  repositoryOf,
} from "./in-sandbox.ts";

const { values } = parseArgs({ options: { "no-sandbox": { type: "boolean", default: false } } });
const work = mkdtempSync(join(tmpdir(), "interlock-"));
const sandbox = ["--sandbox", "assure-applications"];
const clone = join(work, "clone");
const interlock = interlockIn(clone);
/** How often each repository was taken through, which is one command of its developer. */
const typed = new Map<string, number>();
function takeThrough(repository: string) {
  typed.set(repository, (typed.get(repository) ?? 0) + 1);
  return npmStart(clone, "--approve", ...sandbox, "--repository", repository, "--plan", "application");
}

/** Files that are replaced after approval, at every moment and in every place. */
async function replacedFiles(): Promise<readonly Figure[]> {
  const quiet = await undisturbed();
  let found = 0;
  for (const attack of assetAttacks) {
    const outcome = await outcomeOf(attack);
    const isFound = outcome.found && outcome.sound;
    if (isFound) found += 1;
    else console.log(`not found: ${JSON.stringify(attack)}: ${JSON.stringify(outcome)}`);
  }
  return [
    allOf("files replaced after approval, found and rolled back", found, assetAttacks.length),
    allOf("runs that nobody attacks, and that succeed", quiet === "SUCCEEDED" ? 1 : 0, 1),
  ];
}

/** Each application as the door answers it, unedited. */
async function taken(repositories: readonly string[]): Promise<Figure> {
  let sound = 0;
  for (const repository of repositories) {
    const report = await check({ repository, plan: "application" });
    for (const { rule, where, seen } of report.refusals)
      console.log(`${repository}: ${rule}: ${where}: ${seen}`);
    if (report.sound) sound += 1;
  }
  return allOf("ordinary applications that the door takes, unedited", sound, repositories.length);
}

/** What `npm start` says of an application that the emulator lacks types of, beside every reason that there is. */
async function lacking(
  repository: string,
): Promise<{ readonly named: number; readonly all: number; readonly deployed: number }> {
  const { text } = takeThrough(repository);
  const { refusals } = await check({ repository, plan: "application", emulated: true });
  return {
    named: refusals.filter(({ rule, seen }) => rule === "emulated-type" && text.includes(seen)).length,
    all: refusals.length,
    deployed: text.includes("deploying the control") ? 1 : 0,
  };
}

/** Whole runs on the emulator. */
async function inSandbox(orders: string, site: string, ecs: string): Promise<readonly Figure[]> {
  freshClone(work);
  const beganAtMs = performance.now();
  const first = takeThrough(orders);
  const firstMs = performance.now() - beganAtMs;
  console.log(
    `took ${Math.round(firstMs / 1_000)} s on ${cpus().length} cores with ${loadavg()[1]?.toFixed(1)} programs at work`,
  );
  commitFailure(orders);
  const second = takeThrough(orders);
  const ofOrders = [...sandbox, "--application", "orders"];
  const runOf = ({ last }: { readonly last: string }) => last.split(" ")[1] ?? "";
  const proved = await isProved(interlock, runOf(second), "ROLLED_BACK", work, ofOrders);
  const refused = [await lacking(site), await lacking(ecs)];
  commitWithoutFiles(site);
  const beside = takeThrough(site);
  // The first application is still there, and each command says which of the two it means.
  const stillThere = interlock("status", runOf(first), ...ofOrders);
  const ofSite = interlock("runs", ...sandbox, "--application", "site");
  const sum = (of: (one: (typeof refused)[number]) => number) =>
    refused.reduce((total, one) => total + of(one), 0);
  const right = [
    first.last.endsWith(" SUCCEEDED"),
    second.last.endsWith(" ROLLED_BACK"),
    beside.last.endsWith(" SUCCEEDED"),
    stillThere.text.includes("SUCCEEDED"),
    ofSite.text.includes(runOf(beside)) && !ofSite.text.includes(runOf(first)),
  ];
  return [
    allOf("runs and later commands that ended as they should", right.filter(Boolean).length, right.length),
    allOf("failing commits whose rollback the verifier finds proved", proved ? 1 : 0, 1),
    allOf(
      "types of site and ecs that the emulator lacks, named in one answer",
      sum(({ named }) => named),
      sum(({ all }) => all),
    ),
    atMost(
      "control planes deployed for what was refused",
      sum(({ deployed }) => deployed),
      0,
    ),
    atMost("edits of site until it SUCCEEDED", editsOf(site), 1),
    atMost("commands to SUCCEEDED and to ROLLED_BACK", typed.get(orders) ?? Number.NaN, 3),
    atMost("seconds from a fresh clone to SUCCEEDED", Math.round(firstMs / 1_000), 300),
  ];
}

const figures: Figure[] = [];
try {
  const [orders = "", site = "", ecs = ""] = ["orders", "site", "ecs"].map((name) =>
    repositoryOf(name, work),
  );
  figures.push(...(await replacedFiles()), await taken([orders, site, ecs]));
  if (!values["no-sandbox"]) figures.push(...(await inSandbox(orders, site, ecs)));
} finally {
  if (existsSync(clone)) interlock("down", ...sandbox);
  rmSync(work, { recursive: true, force: true });
}
if (!reportFigures("applications", "npm run assure -- applications", figures)) process.exitCode = 1;
