// Every finding about AWS with its test and its commit, and whether the test passes now.
//   --list   prints the table without running the tests
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import * as z from "zod";
import { allOf, reportFigures } from "../shared/write-figures.ts";
import type { Finding } from "./finding.ts";
import { findings } from "./findings.ts";

const { values } = parseArgs({ options: { list: { type: "boolean", default: false } } });

const jestResults = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      assertionResults: z.array(z.object({ title: z.string(), status: z.string() })),
    }),
  ),
});

/** The titles of the tests that passed, by file: as `file title`. */
function passed(files: readonly string[]): ReadonlySet<string> {
  const folder = mkdtempSync(join(tmpdir(), "interlock-aws-"));
  const checkout = fileURLToPath(new URL("../../../", import.meta.url));
  const output = join(folder, "results.json");
  const jest = join(checkout, "node_modules/jest/bin/jest.js");
  const flags = ["--selectProjects", "unit", "--json", `--outputFile=${output}`, "--silent", ...files];
  spawnSync(process.execPath, ["--experimental-vm-modules", jest, ...flags], {
    cwd: checkout,
    stdio: "ignore",
  });
  const { testResults } = jestResults.parse(JSON.parse(readFileSync(output, "utf8")));
  rmSync(folder, { recursive: true });
  return new Set(
    testResults.flatMap(({ name, assertionResults }) =>
      assertionResults.flatMap(({ title, status }) =>
        status === "passed" ? [`${name.slice(checkout.length)} ${title}`] : [],
      ),
    ),
  );
}

const shown = findings.filter((finding) => finding.shownBy !== undefined);
const files = [...new Set(shown.map(({ shownBy }) => shownBy?.file ?? ""))];
const passes = values.list ? null : passed(files);
const isShown = ({ shownBy }: Finding): boolean =>
  shownBy !== undefined && passes?.has(`${shownBy.file} ${shownBy.test}`) === true;

for (const finding of findings) {
  const { id, says, shownBy, commit = "", instead } = finding;
  const mark = shownBy === undefined ? "-" : passes === null ? " " : isShown(finding) ? "ok" : "NO";
  console.log(`${mark.padEnd(3)}${id.padEnd(13)}${commit.padEnd(9)}${says}`);
  console.log(`${" ".repeat(25)}${shownBy === undefined ? instead : `${shownBy.file}: ${shownBy.test}`}`);
}
if (passes !== null) {
  const reached = reportFigures("aws", "npm run assure -- aws", [
    allOf("findings whose test passes", shown.filter(isShown).length, shown.length),
  ]);
  if (!reached) process.exitCode = 1;
}
