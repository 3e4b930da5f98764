// Runs every check, those that do not need each other side by side, and stops after the first group with a failure.
//   --tests-ran   leaves out the tests, which ran already
import { spawn } from "node:child_process";
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

/** Runs a program. Returns what it printed. @throws Error with that if it fails. */
async function run(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  const child = spawn(command, args, {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...env },
  });
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => said.push(text));
  const status = await new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  });
  if (status !== 0) throw new Error(`${said.join("")}\n${command} ended with ${status}`);
  return said.join("");
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

function checkBundleSizes(): string {
  const bundles = join(assemblies, "control-plane.bundles");
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
  const lines = sizes.map(
    ({ task, starts, all }) =>
      `${task.padEnd(22)} loads ${kilobytes(starts)} at start, has ${kilobytes(all)}`,
  );
  const large = sizes.filter(({ starts }) => starts > largestBundleBytes);
  if (large.length > 0)
    throw new Error(
      `the functions ${large.map(({ task }) => task).join(", ")} load over ${largestBundleBytes / 1_000} KB at start`,
    );
  return lines.join("\n");
}

const kilobytes = (bytes: number): string => `${Math.ceil(bytes / 1000)} KB`;

/** The linter takes one processor, so two of them share the templates. */
const linters = 2;

async function lintTemplates(): Promise<string> {
  const { python, path } = pythonTools(
    "linter",
    fileURLToPath(new URL("requirements.txt", import.meta.url)),
    console.log,
  );
  // Large and small ones in turn, so that both linters have as much to do.
  const templates = readdirSync(assemblies, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".template.json"))
    .map((name) => join(assemblies, name))
    .toSorted((one, other) => statSync(other).size - statSync(one).size);
  // The linter reads definitions without their substitutions, and takes a placeholder for no partition.
  for (const template of templates)
    writeFileSync(template, readFileSync(template, "utf8").replaceAll(/\$\{partition\}/g, "aws"));
  const lint = (some: readonly string[]) =>
    // W3005: the CDK writes a dependency even where a reference already implies it.
    run(
      python,
      [join(path, "bin", "cfn-lint"), ...some, "--ignore-checks", "W3005", "--regions", ...regions],
      { PYTHONPATH: [path, process.env["PYTHONPATH"]].filter(Boolean).join(delimiter) },
    );
  const findings = await Promise.all(
    Array.from({ length: linters }, (_, linter) =>
      lint(templates.filter((_, index) => index % linters === linter)),
    ),
  );
  const schemas = join(path, "cfnlint", "data", "schemas");
  if (registryFrom(schemas) !== readFileSync(registryFile, "utf8"))
    throw new Error(
      `lib/resources/registry.ts is not what the linter's schemas say: run node test/registry/registry.ts ${schemas}`,
    );
  return [...findings, `${templates.length} templates have no finding in ${regions.join(", ")}`].join("");
}

/** Without the CDK's own validation, which takes longer than the synthesis: the linter reads every template afterwards. */
const synthesise = ([name, [app, ...context]]: readonly [string, readonly [string, ...string[]]]) =>
  run(
    "cdk",
    ["synth", "--quiet", "--app", `node bin/${app}.ts`, "--output", join(assemblies, name), ...context],
    { CDK_VALIDATION: "false" },
  );

type Check = () => string | Promise<string>;

/** One group after the other; the checks of a group do not need each other. */
const groups: readonly Readonly<Record<string, Check>>[] = [
  {
    ...Object.fromEntries(Object.entries(apps).map((app) => [`synth ${app[0]}`, () => synthesise(app)])),
    types: () => run("tsc", ["--noEmit"]),
    "format and lint": () => run("biome", ["ci", "--colors=off", "."]),
  },
  process.argv.includes("--tests-ran")
    ? {}
    : { "tests, with cdk-nag": () => run("npm", ["test", "--silent"]) },
  { "bundles under 650 KB": checkBundleSizes, "cfn-lint": lintTemplates },
];

/** Runs a check, and prints what it says when it has ended. Returns whether it passed. */
async function passes([name, check]: readonly [string, Check]): Promise<boolean> {
  try {
    const said = await check();
    console.log(`check: ${name}\n${said}`.trimEnd());
    return true;
  } catch (error) {
    console.error(`check: ${name}\n${error instanceof Error ? error.message : error}`);
    return false;
  }
}

/** Runs a group's checks two at a time: each takes one processor, and a gigabyte. Returns whether all passed. */
async function passesWhole(group: Readonly<Record<string, Check>>): Promise<boolean> {
  const waiting = Object.entries(group).values();
  const passed: boolean[] = [];
  const lane = async () => {
    for (const check of waiting) passed.push(await passes(check));
  };
  await Promise.all([lane(), lane()]);
  return passed.every(Boolean);
}

try {
  for (const group of groups) {
    if (await passesWhole(group)) continue;
    process.exitCode = 1;
    break;
  }
} finally {
  rmSync(assemblies, { recursive: true, force: true });
}
