// What the house looks like, in figures: the length of files, cycles, upward imports, `any`, and how the doubles of AWS have grown
// or shrunk since the renovation began. The older figures come from git, so they need a clone that is not shallow.
//   npm run assure -- house
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { cyclesIn, importsBelow, upwardIn } from "../../architecture/imports.ts";
import { mostLines } from "../../architecture/most-lines.ts";
import { houseOrder } from "../../architecture/rooms.ts";
import { atMost, type Figure, reportFigures } from "../shared/write-figures.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));
/** When the renovation began, with fakes of the ports beside an account in memory; and when there was one account. */
const begun = "1a36f0e0";
const renovated = "472c03f8";
/** What stands for AWS and its people in tests, by where it was and where it is. The invariants were part of it and are a suite now. */
const doubles = /^test\/(fakes|world|simulator|fixtures)\/(?!watch\/)(?!.*\.(test|story|d)\.ts$).*\.ts$/;
const sources = ["bin", "lib", "functions", "test"];

const git = (...args: string[]): string =>
  execFileSync("git", args, { cwd: root, encoding: "utf8", maxBuffer: 2 ** 28 });
const linesOf = (text: string): number => text.split("\n").length - 1;
const linesNow = (file: string): number => linesOf(readFileSync(join(root, file), "utf8"));
const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);

const imports = importsBelow(root, sources);
const files = [...imports.keys()];
const longest = files.toSorted((one, other) => linesNow(other) - linesNow(one))[0] ?? "";
/** The linter refuses the type `any`, except where a comment gives the reason. */
const anys = files.filter(
  (file) =>
    !/^(test|lib\/ports)\//.test(file) && readFileSync(join(root, file), "utf8").includes("noExplicitAny"),
);

/** The doubles as they were at a commit, each file with its lines. */
function doublesAt(commit: string): ReadonlyMap<string, number> {
  const listed = git("ls-tree", "-r", "--name-only", commit, "--", "test").split("\n");
  return new Map(
    listed
      .filter((file) => doubles.test(file))
      .map((file) => [file, linesOf(git("show", `${commit}:${file}`))]),
  );
}

function harness(): readonly Figure[] {
  const before = sum([...doublesAt(begun).values()]);
  const then = doublesAt(renovated);
  const today = files.filter((file) => doubles.test(file));
  const kept = sum(today.filter((file) => then.has(file)).map(linesNow));
  const all = sum(today.map(linesNow));
  console.log(
    `doubles of AWS, in lines: ${before} before the renovation, ${sum([...then.values()])} after it, ${all} today:`,
  );
  console.log(
    `${kept} in files from then, and ${all - kept} in files for what the simulator has learned since`,
  );
  return [atMost("lines of the doubles in files from then", kept, Math.floor((before * 2) / 3))];
}

const reached = reportFigures("house", "npm run assure -- house", [
  atMost(
    `TypeScript files of more than ${mostLines} lines`,
    files.filter((file) => linesNow(file) > mostLines).length,
    0,
  ),
  atMost(`lines of the longest, ${longest}`, linesNow(longest), mostLines),
  atMost("files of the product with the type any, outside adapters", anys.length, 0),
  atMost("import cycles, types included", cyclesIn(imports).length, 0),
  atMost("imports from a room to a higher one", upwardIn(imports, houseOrder, "").length, 0),
  ...harness(),
]);
if (!reached) process.exitCode = 1;
