// Prints every promise with the figure of the last runs. Fails if a figure falls short of its bar, or if a promise that
// is built was not measured. A promise that is not built yet is printed as open, with its issue.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { FileResults } from "../shared/test-result-reporter.ts";
import { type Results, resultsFolder } from "../shared/write-figures.ts";
import type { Row, Source } from "./row.ts";
import { rows } from "./rows.ts";

type Shown = { readonly text: string; readonly state: "reached" | "short" | "unmeasured" };

const read = <T>(path: string): T | null =>
  existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as T) : null;

const testsFolder = join(resultsFolder, "tests");
// Results of a test file that no longer exists do not count.
const left = (existsSync(testsFolder) ? readdirSync(testsFolder) : [])
  .flatMap((file) => read<FileResults>(join(testsFolder, file)) ?? [])
  .filter(({ file }) => existsSync(join(resultsFolder, "..", file)));

function show(source: Source): Shown {
  if (source.from === "figure") {
    const results = read<Results>(join(resultsFolder, `${source.file}.json`));
    const found = results?.figures.find(({ name }) => name === source.name);
    if (found === undefined) return { text: `${source.name}: not measured`, state: "unmeasured" };
    return { text: `${source.name}: ${found.value}`, state: found.reached ? "reached" : "short" };
  }
  const of = (sentences: (one: FileResults) => readonly string[]) =>
    left.flatMap((one) =>
      sentences(one).filter((sentence) => source.matching.test(`${one.file} ${sentence}`)),
    );
  const [passed, failed] = [of((one) => one.passed), of((one) => one.failed)];
  const text = `${passed.length} tests like ${source.matching.source.slice(0, 50)}${failed.length > 0 ? `, ${failed.length} FAILED` : ""}`;
  if (failed.length > 0) return { text, state: "short" };
  return { text, state: passed.length >= source.atLeast ? "reached" : "unmeasured" };
}

function stateOf({ open, shown }: Row, seen: readonly Shown[]): "reached" | "SHORT" | "UNMEASURED" | "open" {
  if (seen.some(({ state }) => state === "short")) return "SHORT";
  if (shown.length > 0 && seen.every(({ state }) => state === "reached") && open === undefined)
    return "reached";
  return open === undefined ? "UNMEASURED" : "open";
}

const tally = new Map<string, number>();
for (const row of rows) {
  const seen = row.shown.map(show);
  const state = stateOf(row, seen);
  tally.set(state, (tally.get(state) ?? 0) + 1);
  console.log(`${String(row.number).padStart(2)}  ${state.padEnd(11)}${row.promise}`);
  console.log(`                 bar: ${row.bar}`);
  for (const { text, state: how } of seen)
    console.log(`                 ${how === "reached" ? "ok " : how === "short" ? "NO " : " ? "} ${text}`);
  if (row.open !== undefined)
    console.log(
      `                 open: ${row.open.what}${row.open.issue === null ? "" : ` (issue ${row.open.issue})`}`,
    );
}
console.log(`\n${[...tally].map(([state, count]) => `${count} ${state}`).join(", ")} of ${rows.length}`);
if ((tally.get("SHORT") ?? 0) + (tally.get("UNMEASURED") ?? 0) > 0) process.exitCode = 1;
