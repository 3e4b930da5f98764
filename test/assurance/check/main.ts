// Every check there is, in the order from cheap to dear; the first failure ends it. `--tests-ran` leaves the tests out.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { pythonTools } from "../../../lib/sandbox/python.ts";

const largestBundleBytes = 500_000;
const apps = ["control-plane", "reference-environments"];
const assemblies = mkdtempSync(join(tmpdir(), "assemblies-"));

function run(command: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): void {
  const { status } = spawnSync(command, args, { stdio: "inherit", env: { ...process.env, ...env } });
  if (status !== 0) throw new Error(`${command} ended with ${status}`);
}

/** What a function reads before its first line: its entry, and whatever that imports outright. */
function startsWith(folder: string, file = "index.mjs", seen = new Set<string>()): ReadonlySet<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  const text = readFileSync(join(folder, file), "utf8");
  for (const [, imported = ""] of text.matchAll(/\b(?:from|import)"\.\/([^"]+)"/g))
    startsWith(folder, imported, seen);
  return seen;
}

function bundlesAreSmall(): void {
  const bundles = fileURLToPath(new URL("../../../cdk.out.bundles", import.meta.url));
  const bytesOf = (folder: string, files: Iterable<string>) =>
    [...files].reduce((total, file) => total + statSync(join(folder, file)).size, 0);
  const sizes = readdirSync(bundles)
    .map((task) => ({ task, folder: join(bundles, task) }))
    .map(({ task, folder }) => ({
      task,
      starts: bytesOf(folder, startsWith(folder)),
      all: bytesOf(folder, readdirSync(folder)),
    }))
    .sort((one, other) => other.starts - one.starts);
  for (const { task, starts, all } of sizes)
    console.log(`${task.padEnd(22)} starts with ${kilobytes(starts)}, has ${kilobytes(all)}`);
  const large = sizes.filter(({ starts }) => starts > largestBundleBytes);
  if (large.length > 0)
    throw new Error(`the bundles of ${large.map(({ task }) => task).join(", ")} start with over 500 KB`);
}

const kilobytes = (bytes: number): string => `${Math.ceil(bytes / 1000)} KB`;

function templatesAreRight(): void {
  const { python, path } = pythonTools(
    "linter",
    fileURLToPath(new URL("requirements.txt", import.meta.url)),
    console.log,
  );
  const templates = readdirSync(assemblies, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".template.json"))
    .map((name) => join(assemblies, name));
  run(python, [join(path, "bin", "cfn-lint"), ...templates], {
    PYTHONPATH: [path, process.env["PYTHONPATH"]].filter(Boolean).join(delimiter),
  });
  console.log(`${templates.length} templates are right`);
}

const checks: Readonly<Record<string, () => void>> = {
  "format and lint": () => run("biome", ["ci", "--colors=off", "."]),
  types: () => run("tsc", ["--noEmit"]),
  ...(process.argv.includes("--tests-ran")
    ? {}
    : { "tests, with cdk-nag": () => run("npm", ["test", "--silent"]) }),
  ...Object.fromEntries(
    apps.map((app) => [
      `synth ${app}`,
      () =>
        run("cdk", ["synth", "--quiet", "--app", `node bin/${app}.ts`, "--output", join(assemblies, app)]),
    ]),
  ),
  "bundles under 500 KB": bundlesAreSmall,
  "cfn-lint": templatesAreRight,
};

try {
  for (const [name, check] of Object.entries(checks)) {
    console.log(`check: ${name}`);
    check();
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  rmSync(assemblies, { recursive: true, force: true });
}
