// Runs every check, cheapest first, and stops at the first failure.
//   --tests-ran   leaves out the tests, which ran already
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { pythonTools } from "../../../lib/sandbox/python.ts";
import { registryFile, registryFrom } from "../../registry/registry.ts";

/** What a function may read before it answers (docs/decisions/0002-bundles-carry-a-lean-sdk.md). */
const largestBundleBytes = 650_000;
/** Any digest: nothing is pulled here. */
const image = ["--context", `image=interlock-reference@sha256:${"a".repeat(64)}`];
/** What is synthesised: the app, and its context. */
const apps: Readonly<Record<string, readonly [app: string, ...context: string[]]>> = {
  "control-plane": ["control-plane"],
  "reference-environments": ["reference-environments", ...image],
  "reference-environments-small": ["reference-environments", ...image, "--context", "size=small"],
};
/** Three regions of two partitions: every type and property of the templates has to exist in each. */
const regions = ["us-east-1", "eu-central-1", "cn-north-1"];
const assemblies = mkdtempSync(join(tmpdir(), "assemblies-"));

function run(command: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): void {
  const { status } = spawnSync(command, args, { stdio: "inherit", env: { ...process.env, ...env } });
  if (status !== 0) throw new Error(`${command} ended with ${status}`);
}

/** The files that a function loads before its first line runs: its entry and all static imports. */
function loadedAtStart(folder: string, file = "index.mjs", seen = new Set<string>()): ReadonlySet<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  const text = readFileSync(join(folder, file), "utf8");
  for (const [, imported = ""] of text.matchAll(/\b(?:from|import)"\.\/([^"]+)"/g))
    loadedAtStart(folder, imported, seen);
  return seen;
}

function checkBundleSizes(): void {
  const bundles = fileURLToPath(new URL("../../../cdk.out.bundles", import.meta.url));
  const bytesOf = (folder: string, files: Iterable<string>) =>
    [...files].reduce((total, file) => total + statSync(join(folder, file)).size, 0);
  const sizes = readdirSync(bundles)
    .map((task) => ({ task, folder: join(bundles, task) }))
    .map(({ task, folder }) => ({
      task,
      starts: bytesOf(folder, loadedAtStart(folder)),
      all: bytesOf(folder, readdirSync(folder)),
    }))
    .sort((one, other) => other.starts - one.starts);
  for (const { task, starts, all } of sizes)
    console.log(`${task.padEnd(22)} loads ${kilobytes(starts)} at start, has ${kilobytes(all)}`);
  const large = sizes.filter(({ starts }) => starts > largestBundleBytes);
  if (large.length > 0)
    throw new Error(
      `the functions ${large.map(({ task }) => task).join(", ")} load over ${largestBundleBytes / 1_000} KB at start`,
    );
}

const kilobytes = (bytes: number): string => `${Math.ceil(bytes / 1000)} KB`;

function lintTemplates(): void {
  const { python, path } = pythonTools(
    "linter",
    fileURLToPath(new URL("requirements.txt", import.meta.url)),
    console.log,
  );
  const templates = readdirSync(assemblies, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".template.json"))
    .map((name) => join(assemblies, name));
  // The linter reads definitions without their substitutions, and takes a placeholder for no partition.
  for (const template of templates)
    writeFileSync(template, readFileSync(template, "utf8").replaceAll(/\$\{partition\}/g, "aws"));
  // W3005: the CDK writes a dependency even where a reference already implies it.
  run(
    python,
    [join(path, "bin", "cfn-lint"), ...templates, "--ignore-checks", "W3005", "--regions", ...regions],
    {
      PYTHONPATH: [path, process.env["PYTHONPATH"]].filter(Boolean).join(delimiter),
    },
  );
  console.log(`${templates.length} templates have no finding in ${regions.join(", ")}`);
  const schemas = join(path, "cfnlint", "data", "schemas");
  if (registryFrom(schemas) !== readFileSync(registryFile, "utf8"))
    throw new Error(
      `lib/resources/registry.ts is not what the linter's schemas say: run node test/registry/registry.ts ${schemas}`,
    );
}

const checks: Readonly<Record<string, () => void>> = {
  "format and lint": () => run("biome", ["ci", "--colors=off", "."]),
  types: () => run("tsc", ["--noEmit"]),
  ...(process.argv.includes("--tests-ran")
    ? {}
    : { "tests, with cdk-nag": () => run("npm", ["test", "--silent"]) }),
  ...Object.fromEntries(
    Object.entries(apps).map(([name, [app, ...context]]) => [
      `synth ${name}`,
      () =>
        run("cdk", [
          ...["synth", "--quiet", "--app", `node bin/${app}.ts`, "--output", join(assemblies, name)],
          ...context,
        ]),
    ]),
  ),
  "bundles under 650 KB": checkBundleSizes,
  "cfn-lint": lintTemplates,
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
