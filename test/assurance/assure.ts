// Runs one suite that analyses or attacks Interlock.
//   npm run assure -- NAME [OPTIONS]   runs the suite; main.ts of its folder, or jest, documents the options
//   npm run assure -- --list           prints every suite, what it shows, and how long it takes
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { type JestRun, type Suite, suites } from "./suites.ts";

const [name, ...options] = process.argv.slice(2);
const suite = suites.find((known) => known.name === name);
if (suite !== undefined) run(suite, options);
else {
  const isAsked = name === undefined || name === "--list";
  if (!isAsked) console.error(`there is no suite ${name}; these are all:`);
  for (const line of listed(suites)) console.log(line);
  process.exitCode = isAsked ? 0 : 2;
}

/** One line per suite, in columns. */
function listed(all: readonly Suite[]): readonly string[] {
  const nameWidth = Math.max(...all.map((one) => one.name.length));
  const showsWidth = Math.max(...all.map((one) => one.shows.length));
  return all.map((one) => `${one.name.padEnd(nameWidth)}  ${one.shows.padEnd(showsWidth)}  ${one.takes}`);
}

/** Runs a suite in a process of its own, and ends with its exit code. */
function run({ name: folder, jest }: Suite, args: readonly string[]): void {
  const command =
    jest === undefined
      ? [fileURLToPath(new URL(`./${folder}/main.ts`, import.meta.url)), ...args]
      : jestCommand(jest, args);
  const child = spawn(process.execPath, command, {
    stdio: "inherit",
    env: { ...process.env, ...jest?.env },
  });
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => child.kill(signal));
  child.on("exit", (code) => {
    process.exitCode = code ?? 1;
  });
}

/** A flag has to follow `--selectProjects`: it takes every argument up to the next flag. */
function jestCommand(
  { project, files = [], workers = 1 }: JestRun,
  args: readonly string[],
): readonly string[] {
  const jest = fileURLToPath(new URL("../../node_modules/jest/bin/jest.js", import.meta.url));
  const isInMemory = project === "unit" || project === "slow";
  const atATime = workers === 1 ? ["--runInBand"] : ["--maxWorkers", String(workers)];
  const flags = ["--selectProjects", ...[project].flat(), "--verbose", ...(isInMemory ? [] : atATime)];
  return ["--experimental-vm-modules", jest, ...flags, ...files, ...args];
}
