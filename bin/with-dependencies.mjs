// Runs a command with this checkout's pinned dependencies, and installs them first if they are missing or out of date.
import { spawn } from "node:child_process";
import { constants } from "node:os";
import { delimiter, join } from "node:path";
import { installDependencies, modules, programs } from "../lib/dependencies/install.mjs";

const oldestNode = 20;
const { node } = process.versions;
const [command, ...args] = process.argv.slice(2);
if (Number(node.split(".")[0]) < oldestNode || command === undefined) {
  console.error(command ? `Node ${node} is too old: install Node ${oldestNode} or newer` : "name a command");
  process.exit(2);
}
// A sandbox needs no test tool; everything else does.
await installDependencies(!args.some((arg) => arg.endsWith("bin/interlock.ts")));

const env = { ...process.env, PATH: `${programs}${delimiter}${process.env.PATH}` };
// Here Node keeps what it compiled: most of our processes are short, and then start in half the time.
env.NODE_COMPILE_CACHE ??= join(modules, ".cache", "compiled");
// jest loads packages that are ESM only through Node's vm modules.
if (command === "jest") env.NODE_OPTIONS = `${env.NODE_OPTIONS ?? ""} --experimental-vm-modules`.trim();
const child = spawn(command, args, { stdio: "inherit", env });
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => child.kill(signal));
child.on("error", (error) => {
  console.error(`cannot start ${command}: ${error.message}`);
  process.exit(127);
});
child.on("exit", (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
