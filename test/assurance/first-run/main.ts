// The main job as a newcomer has it: this checkout's HEAD, cloned into an empty folder, with what README.md says: `npm start --
// --approve`. Prints the seconds of each phase, and the processor's time, which other work on the machine hardly changes.
//   --keep   keeps the clone and its sandbox
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { checkout, startedProcessSchema } from "../../../lib/sandbox/place.ts";
import { allOf, atMost, reportFigures } from "../shared/write-figures.ts";

const mostSeconds = 110;
/** Linux counts processor time in hundredths of a second (proc(5), sysconf _SC_CLK_TCK). */
const ticksPerSecond = 100;

/** Each phase ends with the first line that matches. */
const phases: readonly { readonly phase: string; readonly endsWith: RegExp }[] = [
  { phase: "install the dependencies", endsWith: /^synthesising / },
  { phase: "install and start the emulator, synthesise and check the change", endsWith: /is sound$/ },
  { phase: "deploy the control plane", endsWith: /^door / },
  { phase: "build what was pushed", endsWith: /^following run / },
  { phase: "the run", endsWith: /^run \S+ [A-Z]+$/ },
];

/** The processor's seconds of processes, from /proc; null where there is none. */
function processorSeconds(belongs: (process: ProcessLine) => boolean, withEnded: boolean): number | null {
  try {
    const ticks = readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name))
      .flatMap((pid) => lineOf(pid) ?? [])
      .filter(belongs)
      .reduce((sum, { own, ended }) => sum + own + (withEnded ? ended : 0), 0);
    return ticks / ticksPerSecond;
  } catch {
    return null;
  }
}

/** Of a process: its ids, its ticks, and those of its children that have ended. */
type ProcessLine = {
  readonly pid: number;
  readonly session: number;
  readonly own: number;
  readonly ended: number;
};

function lineOf(pid: string): ProcessLine | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    const field = (number: number) => Number(fields[number - 3]);
    return {
      pid: Number(pid),
      session: field(6),
      own: field(14) + field(15),
      ended: field(16) + field(17),
    };
  } catch {
    // The process has just ended.
    return null;
  }
}

const keeps = process.argv.includes("--keep");
// Paths with spaces have to work, so that the clone has one.
const folder = join(mkdtempSync(join(tmpdir(), "first run ")), "interlock");
const beganAtMs = performance.now();
const since = (ms: number) => (performance.now() - ms) / 1_000;
const rows: { readonly phase: string; readonly seconds: number }[] = [];
let phaseAtMs = beganAtMs;
const phaseEnds = (phase: string) => {
  rows.push({ phase, seconds: since(phaseAtMs) });
  phaseAtMs = performance.now();
};
const npm = (args: readonly string[]) =>
  spawn("npm", args, { cwd: folder, stdio: ["ignore", "pipe", "inherit"], env: newcomer });
// What `npm run assure` adds to the environment, a newcomer does not have.
const newcomer = Object.fromEntries(
  Object.entries({
    ...process.env,
    PATH: process.env["PATH"]?.replace(join(checkout, "node_modules", ".bin"), ""),
  }).filter(([name]) => !/^(npm_|AWS_|NODE_OPTIONS|INIT_CWD)/.test(name)),
);

let verdict = "";
let used: number | null = null;
try {
  const { status } = spawnSync("git", ["clone", "--quiet", checkout, folder], { stdio: "inherit" });
  if (status !== 0) throw new Error("the checkout cannot be cloned");
  phaseEnds("clone");
  const before = processorSeconds(({ pid }) => pid === process.pid, true);
  const started = npm(["start", "--", "--approve"]);
  const ended = new Promise((resolve) => started.on("close", resolve));
  let next = 0;
  for await (const line of createInterface({ input: started.stdout })) {
    console.error(`${since(beganAtMs).toFixed(1).padStart(6)} s  ${line}`);
    if (phases[next]?.endsWith.test(line)) {
      phaseEnds(phases[next]?.phase ?? "");
      next += 1;
    }
    verdict = /^run \S+ ([A-Z]+)$/.exec(line)?.[1] ?? verdict;
  }
  await ended;
  const sandbox = join(folder, ".sandbox", "local", "sandbox.json");
  const { processes } = JSON.parse(readFileSync(sandbox, "utf8")) as { readonly processes: object };
  const sessions = new Set(Object.values(processes).map((one) => startedProcessSchema.parse(one).pid));
  const waitedFor = processorSeconds(({ pid }) => pid === process.pid, true);
  const running = processorSeconds(({ session }) => sessions.has(session), true);
  used = waitedFor === null || before === null || running === null ? null : waitedFor - before + running;
} finally {
  if (!keeps) {
    await new Promise((ended) => npm(["run", "down"]).on("close", ended));
    rmSync(join(folder, ".."), { recursive: true, force: true });
  }
}

const total = rows.reduce((sum, { seconds }) => sum + seconds, 0);
for (const { phase, seconds } of rows) console.log(`${seconds.toFixed(1).padStart(6)} s  ${phase}`);
console.log(`${total.toFixed(1).padStart(6)} s  from the clone to ${verdict || "no verdict"}`);
if (used !== null) console.log(`${used.toFixed(1).padStart(6)} s  of the processor`);
const figures = [
  allOf("first runs that succeeded", verdict === "SUCCEEDED" ? 1 : 0, 1),
  atMost("a fresh clone to SUCCEEDED, seconds", Math.round(total), mostSeconds),
];
if (!reportFigures("first-run", "npm run assure -- first-run", figures)) process.exitCode = 1;
