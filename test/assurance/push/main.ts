// Push: a git push to the sandbox from a clone of an ordinary application, on a sandbox of its own. The application is not edited for
// Interlock, and its packages are there already when the measured push comes.
//   --port N   the first of the sandbox's four ports
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { parseArgs } from "node:util";
import { buildLogOf, buildResult } from "../../../lib/command-line/door/builds.ts";
import { repositoryOf as bareOf } from "../../../lib/command-line/door/repository.ts";
import { runIdOf } from "../../../lib/domain/change/manifest.ts";
import { isFact } from "../../../lib/domain/records/facts.ts";
import { findInstallation } from "../../../lib/installation/installation.ts";
import { systemClock } from "../../../lib/ports/clock/system.ts";
import { recordsIn } from "../../../lib/ports/records/aws.ts";
import { SandboxPlace } from "../../../lib/sandbox/place.ts";
import { leadTo } from "../../../lib/sandbox/up.ts";
import { interlock, repositoryOf } from "../applications/in-sandbox.ts";
import { allOf, atMost, reportFigures } from "../shared/write-figures.ts";

const { values } = parseArgs({ options: { port: { type: "string" } } });
const place = new SandboxPlace("push");
const application = "orders";
const mostSeconds = 10;
const longestMs = 5 * 60_000;
const here = ["--sandbox", place.name];
const port = values.port === undefined ? [] : ["--port", values.port];

const work = mkdtempSync(join(tmpdir(), "push-"));
const repository = repositoryOf(application, work);
const git = (...args: readonly string[]): string =>
  execFileSync("git", ["-c", "user.name=Dev", "-c", "user.email=dev@example.com", ...args], {
    cwd: repository,
    encoding: "utf8",
  }).trim();

/** Commits another value of a setting of the application's own functions, as a team does. */
function commitEdit(): string {
  const path = join(repository, "lib", "orders-stage.ts");
  const source = readFileSync(path, "utf8");
  const edited = source.replace("Duration.seconds(60)", "Duration.seconds(61)");
  if (edited === source) throw new Error(`${path} is not as it was`);
  writeFileSync(path, edited);
  git("commit", "--quiet", "--all", "--message", "Give a message a second more");
  return git("rev-parse", "HEAD");
}

/** Pushes as a person does, and waits for the first change of an environment by the commit's run. Milliseconds from the push. */
async function firstEffectAfterPush(): Promise<number> {
  const state = place.read();
  if (state === null) throw new Error("the sandbox has no state");
  leadTo(state);
  const installation = await findInstallation(application);
  if (installation === null) throw new Error(`${application} has no control plane in the sandbox`);
  const records = recordsIn({ ...installation, clock: systemClock });
  git("remote", "add", "interlock", bareOf(place, application));
  const sha = commitEdit();
  const runId = runIdOf({ application, commit: { sha }, attempt: 1 });
  const pushedAtMs = Date.now();
  git("push", "--quiet", "interlock", "main");
  console.log(`git push took ${Date.now() - pushedAtMs} ms`);
  // Everything here runs on this machine, so the figure is about a quiet one.
  console.log(`the machine: load ${loadavg()[0]?.toFixed(1)} on ${availableParallelism()} processors`);
  while (Date.now() - pushedAtMs < longestMs) {
    const { entries } = await records.read(runId);
    const effect = entries.find(isFact("provision-step", "intent"));
    for (const { at, action, subject } of effect === undefined ? [] : entries)
      console.log(`  ${String(Date.parse(at) - pushedAtMs).padStart(6)} ms  ${action} ${subject}`);
    if (effect !== undefined) return Date.parse(effect.at) - pushedAtMs;
    const result = buildResult(place, application, sha);
    if (result?.outcome === "failed")
      throw new Error(`the build failed (${buildLogOf(place, application, sha)}): ${result.because}`);
    await setTimeout(100);
  }
  throw new Error(`no effect within ${longestMs / 60_000} minutes`);
}

const follow = ["up", "--run", "--approve", "--repository", repository, "--plan", "application", ...here];
rmSync(place.folder, { recursive: true, force: true });
let isReached = false;
try {
  git("branch", "--move", "main");
  const first = interlock(...follow, ...port);
  const tookMs = await firstEffectAfterPush();
  const second = interlock(...follow);
  const ended = [first, second].filter(({ last }) => last.endsWith(" SUCCEEDED")).length;
  const named = [first, second].filter(({ text }) => text.includes("a git push to the sandbox")).length;
  isReached = reportFigures("push", "npm run assure -- push", [
    allOf("pushes whose run released production", ended, 2),
    allOf("runs that name the door of their commit", named, 2),
    atMost("seconds from the push to the first effect", Math.round(tookMs / 100) / 10, mostSeconds),
  ]);
} finally {
  interlock("down", ...here);
  rmSync(work, { recursive: true, force: true });
  rmSync(place.folder, { recursive: true, force: true });
}
process.exitCode = isReached ? 0 : 1;
