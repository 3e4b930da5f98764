// Installs this checkout's pinned dependencies. Plain JavaScript that imports only Node's own modules: a fresh clone runs it
// on the machine's Node, before anything is installed.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const pollIntervalMs = 500;
const checkout = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const modules = join(checkout, "node_modules");
const installedLock = join(modules, ".interlock-lock");
const lockFolder = join(checkout, ".installing");

/** The folder of the installed programs. */
export const programs = join(modules, ".bin");

const lockDigest = () =>
  createHash("sha256")
    .update(readFileSync(join(checkout, "package-lock.json")))
    .digest("hex");
const isInstalled = () => existsSync(installedLock) && readFileSync(installedLock, "utf8") === lockDigest();

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

/** Takes the install lock, or waits for the process that holds it. The lock of a process that has died is taken over. */
async function takeLock() {
  for (;;) {
    try {
      mkdirSync(lockFolder);
      writeFileSync(join(lockFolder, "pid"), String(process.pid));
      return;
    } catch (error) {
      if (error.code !== "EEXIST") throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, pollIntervalMs));
    const pids = readdirSync(lockFolder).map((name) => readFileSync(join(lockFolder, name), "utf8"));
    // An npm outlives the process that started it and was killed. Two of them would delete each other's files.
    if (pids.length > 0 && pids.every((pid) => pid !== "" && !isAlive(Number(pid))))
      rmSync(lockFolder, { recursive: true, force: true });
  }
}

/**
 * Installs the dependencies of package-lock.json unless they are installed. Waits while another process installs them.
 * Ends this process with exit code 1 if npm fails.
 */
export async function installDependencies() {
  if (isInstalled()) return;
  await takeLock();
  try {
    if (isInstalled()) return;
    console.error("installing the pinned dependencies (npm ci); this takes about a minute ...");
    const npm = spawn("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], {
      cwd: checkout,
      stdio: ["ignore", 2, 2],
    });
    writeFileSync(join(lockFolder, "npm"), String(npm.pid));
    const status = await new Promise((resolve) => npm.on("close", resolve));
    if (status !== 0) {
      console.error(
        `npm ci failed with exit code ${status}: read its message above, then run the command again`,
      );
      process.exit(1);
    }
    writeFileSync(installedLock, lockDigest());
  } finally {
    rmSync(lockFolder, { recursive: true, force: true });
  }
}
