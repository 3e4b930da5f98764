// Installs this checkout's pinned dependencies. Plain JavaScript that imports only Node's own modules: a fresh clone runs it
// on the machine's Node, before anything is installed.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const pollIntervalMs = 500;
/** Judging a lock takes milliseconds: a process that takes longer has died meanwhile. */
const longestJudgingMs = 60_000;
const checkout = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
/** The folder of the installed packages. */
export const modules = join(checkout, "node_modules");
const installedLock = join(modules, ".interlock-lock");
const lockFolder = join(checkout, ".installing");
const judging = join(checkout, ".installing-judged");
const ownNode = join(checkout, ".tools", "node");

/** The folder of the installed programs. */
export const programs = join(modules, ".bin");

/** What is installed: only what a sandbox needs, or also what tests and checks need. The first is part of the second. */
const product = "product";
const everything = "everything";

const lockDigest = () =>
  createHash("sha256")
    .update(readFileSync(join(checkout, "package-lock.json")))
    .digest("hex");

/** What of the current lock file is installed; null if nothing is. */
function installed() {
  const [digest, what] = existsSync(installedLock) ? readFileSync(installedLock, "utf8").split(" ") : [];
  return digest === lockDigest() ? (what ?? everything) : null;
}

const devDependencies = () =>
  JSON.parse(readFileSync(join(checkout, "package.json"), "utf8")).devDependencies;

/** Whether somebody else installed packages for tests, which an installation without them would delete. */
const hasForeignTests = () =>
  !existsSync(installedLock) &&
  Object.keys(devDependencies()).some((name) => existsSync(join(modules, name)));

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

/** The processes that hold the install lock; none if whoever held it has just given it back. */
function holders() {
  try {
    return readdirSync(lockFolder).map((name) => readFileSync(join(lockFolder, name), "utf8"));
  } catch (error) {
    if (error.code === "ENOENT") return [];
    throw error;
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
    deleteLockOfDead();
  }
}

/** Deletes the install lock if every process that held it has died. One process at a time judges: another may have taken it since. */
function deleteLockOfDead() {
  try {
    mkdirSync(judging);
  } catch (error) {
    if (error.code !== "EEXIST") throw error;
    forgetDeadJudge();
    return;
  }
  try {
    const pids = holders();
    // An npm outlives the process that started it and was killed. Two of them would delete each other's files.
    if (pids.length > 0 && pids.every((pid) => pid !== "" && !isAlive(Number(pid))))
      rmSync(lockFolder, { recursive: true, force: true });
  } finally {
    rmSync(judging, { recursive: true, force: true });
  }
}

/** Deletes what a process left that died while it judged. Of several that see it, one moves it away. */
function forgetDeadJudge() {
  const since = statSync(judging, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
  if (Date.now() - since <= longestJudgingMs) return;
  const away = `${judging}-${process.pid}`;
  try {
    renameSync(judging, away);
  } catch (error) {
    if (error.code === "ENOENT") return;
    throw error;
  }
  rmSync(away, { recursive: true, force: true });
}

/**
 * Runs npm, and ends this process with exit code 1 if it fails.
 * @param {string[]} args
 * @param {string} cwd
 */
async function npm(args, cwd) {
  const child = spawn("npm", [...args, "--no-audit", "--no-fund", "--loglevel=error"], {
    cwd,
    stdio: ["ignore", 2, 2],
  });
  writeFileSync(join(lockFolder, `npm-${args[0]}`), String(child.pid));
  const status = await new Promise((resolve) => child.on("close", resolve));
  if (status === 0) return;
  console.error(
    `npm ${args[0]} failed with exit code ${status}: read its message above, then run the command again`,
  );
  process.exit(1);
}

/**
 * The Node that runs this checkout is one of its development dependencies: whoever uses the package brings their own. Without
 * those, it is installed apart, at the same time.
 */
async function installNode() {
  rmSync(ownNode, { recursive: true, force: true });
  mkdirSync(ownNode, { recursive: true });
  writeFileSync(
    join(ownNode, "package.json"),
    JSON.stringify({
      private: true,
      dependencies: { node: devDependencies().node },
      allowScripts: { node: true },
    }),
  );
  await npm(["install"], ownNode);
}

/** Only what a sandbox needs. */
async function installProduct() {
  console.error(
    "installing the pinned dependencies of a sandbox (npm ci); this takes about half a minute ...",
  );
  await Promise.all([npm(["ci", "--omit=dev"], checkout), installNode()]);
  const node = join(ownNode, "node_modules", "node", "bin", "node");
  symlinkSync(relative(programs, node), join(programs, "node"));
}

/** Everything. What a running sandbox uses stays where it is. */
async function installEverything(before) {
  console.error("installing all pinned dependencies; this takes about a minute ...");
  if (before === null) return npm(["ci"], checkout);
  rmSync(join(programs, "node"), { force: true });
  await npm(["install", "--no-save"], checkout);
}

/**
 * Installs the dependencies of package-lock.json unless they are installed. Waits while another process installs them.
 * Ends this process with exit code 1 if npm fails.
 * @param {boolean} forTests whether to install also what only tests and checks need.
 */
export async function installDependencies(forTests) {
  const isEnough = (what) => what === everything || (what === product && !forTests);
  if (isEnough(installed())) return;
  await takeLock();
  try {
    const before = installed();
    if (isEnough(before)) return;
    const what = forTests || hasForeignTests() ? everything : product;
    rmSync(installedLock, { force: true });
    await (what === everything ? installEverything(before) : installProduct());
    writeFileSync(installedLock, `${lockDigest()} ${what}`);
  } finally {
    rmSync(lockFolder, { recursive: true, force: true });
  }
}
