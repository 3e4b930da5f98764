// Runs a command with this checkout's pinned dependencies, installing them first if they are missing or out of date.
// Plain JavaScript without imports of ours: it is what a fresh clone runs on the machine's own Node.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { constants } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const oldestNode = 20;
const waitForOtherInstallMs = 500;
const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const modules = join(root, "node_modules");
const installed = join(modules, ".interlock-lock");
const installing = join(root, ".installing");

const lockDigest = () =>
  createHash("sha256")
    .update(readFileSync(join(root, "package-lock.json")))
    .digest("hex");
const isInstalled = () => existsSync(installed) && readFileSync(installed, "utf8") === lockDigest();

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

/** Takes the install lock, or waits for the process that holds it; a lock whose holder died is taken over. */
async function lockInstall() {
  for (;;) {
    try {
      mkdirSync(installing);
      writeFileSync(join(installing, "pid"), String(process.pid));
      return;
    } catch (error) {
      if (error.code !== "EEXIST") throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, waitForOtherInstallMs));
    const pids = readdirSync(installing).map((name) => readFileSync(join(installing, name), "utf8"));
    // An npm whose starter was killed still works; two of them would take each other's files away.
    if (pids.length > 0 && pids.every((pid) => pid !== "" && !isAlive(Number(pid))))
      rmSync(installing, { recursive: true, force: true });
  }
}

async function install() {
  await lockInstall();
  try {
    if (isInstalled()) return;
    console.error("installing the pinned dependencies (npm ci); about a minute ...");
    const npm = spawn("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], {
      cwd: root,
      stdio: ["ignore", 2, 2],
    });
    writeFileSync(join(installing, "npm"), String(npm.pid));
    const status = await new Promise((resolve) => npm.on("close", resolve));
    if (status !== 0) {
      console.error(
        `npm ci failed with exit code ${status}: see its message above, then run the command again`,
      );
      process.exit(1);
    }
    writeFileSync(installed, lockDigest());
  } finally {
    rmSync(installing, { recursive: true, force: true });
  }
}

const nodeVersion = process.versions.node;
if (Number(nodeVersion.split(".")[0]) < oldestNode) {
  console.error(`Node ${nodeVersion} is too old: install Node ${oldestNode} or newer`);
  process.exit(1);
}
if (!isInstalled()) await install();

const [command, ...args] = process.argv.slice(2);
if (command === undefined) {
  console.error("usage: node bin/with-dependencies.mjs COMMAND [ARGUMENT ...]");
  process.exit(2);
}
const env = { ...process.env, PATH: `${join(modules, ".bin")}${delimiter}${process.env.PATH}` };
// jest loads ESM-only packages through Node's vm modules.
if (command === "jest") env.NODE_OPTIONS = `${env.NODE_OPTIONS ?? ""} --experimental-vm-modules`.trim();
const child = spawn(command, args, { stdio: "inherit", env });
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => child.kill(signal));
child.on("error", (error) => {
  console.error(`cannot start ${command}: ${error.message}`);
  process.exit(127);
});
child.on("exit", (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
