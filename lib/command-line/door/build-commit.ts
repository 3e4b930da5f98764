import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CommitPushed } from "../../domain/change/events.ts";
import { lastLines } from "../../sandbox/cdk.ts";
import { ownEnvironment } from "../../sandbox/own-environment.ts";
import { checkout, type SandboxPlace } from "../../sandbox/place.ts";
import { visible } from "../../text/visible.ts";
import { askGit } from "../submission/git.ts";
import { type BuildResult, buildLogOf, isAssembly, keptAssembly } from "./builds.ts";
import { type PushedProject, projectOf, repositoryOf } from "./repository.ts";

const failed = (because: string): BuildResult => ({ outcome: "failed", because });

/**
 * Builds a pushed commit and submits what it makes: a whole clone, the packages of its lock file, a synthesis without
 * credentials, and the submission. An assembly that was kept of this commit is not made again.
 * @param limitMs after which the build is ended, with everything that it started.
 * @param program the command line that submits.
 */
export async function buildCommit(
  place: SandboxPlace,
  { application, commit, door }: CommitPushed,
  limitMs: number,
  program: string = join(checkout, "bin/interlock.ts"),
): Promise<BuildResult> {
  const repository = repositoryOf(place, application);
  if (!existsSync(repository)) return failed(`the repository ${repository} is gone: push the commit again`);
  const project = projectOf(repository);
  const work = mkdtempSync(join(tmpdir(), "interlock-"));
  try {
    const clone = join(work, "source");
    const why = cloneAt(repository, commit, clone, project);
    if (why !== null) return failed(why);
    const kept = keptAssembly(place, commit, project.folder);
    const log = buildLogOf(place, application, commit);
    const args = [
      "submit",
      ...["--sandbox", place.name, "--application", application, "--door", door],
      ...["--repository", join(clone, project.folder)],
      ...(project.plan === "" ? [] : ["--plan", project.plan]),
      ...(isAssembly(kept) ? ["--assembly", kept] : []),
    ];
    const code = await within(limitMs, [program, ...args], log);
    if (code === null)
      return failed(`the build took longer than ${limitMs / 60_000} minutes: ${log} has its output`);
    const said = readFileSync(log, "utf8");
    const runId = /^submitted [0-9a-f]+ as run (\S+)$/m.exec(said)?.[1];
    if (code !== 0 || runId === undefined) return failed(visible(lastLines(said.slice(-8_000))));
    rmSync(kept, { recursive: true, force: true });
    return { outcome: "submitted", runId };
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Clones the repository whole, with the commit checked out and its own remote's name; null, or why it cannot. */
function cloneAt(repository: string, commit: string, into: string, { origin }: PushedProject): string | null {
  const steps: readonly (readonly [string, readonly string[]])[] = [
    [repository, ["clone", "--quiet", "--no-checkout", repository, into]],
    [into, ["-c", "core.hooksPath=/dev/null", "checkout", "--quiet", "--detach", commit]],
    ...(origin === "" ? [] : ([[into, ["remote", "set-url", "origin", origin]]] as const)),
  ];
  for (const [folder, args] of steps) {
    const answer = askGit(folder, args);
    if ("failed" in answer)
      return `the commit ${commit.slice(0, 12)} cannot be cloned (${answer.failed}): push it again`;
  }
  return null;
}

/** Runs a program for Node with its output in a file of the user's own; its exit code, or null after the limit. */
function within(limitMs: number, args: readonly string[], log: string): Promise<number | null> {
  rmSync(log, { force: true });
  const output = openSync(log, "w", 0o600);
  const child = spawn(process.execPath, [...args], {
    env: { ...ownEnvironment({ NODE_NO_WARNINGS: "1" }), ...installing() },
    // It leads a group of its own, so that its end reaches everything that it started.
    detached: true,
    stdio: ["ignore", output, output],
  });
  const kill = () => {
    if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
  };
  // Whoever stops the builder stops the build: it would go on by itself.
  const stop = () => {
    kill();
    process.exit(143);
  };
  process.once("SIGTERM", stop);
  return new Promise<number | null>((resolve) => {
    const timer = setTimeout(() => {
      kill();
      resolve(null);
    }, limitMs);
    child.on("error", () => resolve(-1));
    child.on("close", (code) => {
      clearTimeout(timer);
      process.removeListener("SIGTERM", stop);
      resolve(code ?? -1);
    });
  });
}

/** Where packages come from, and whose certificates are trusted. None of it is a credential. */
const installed = /^(npm_config_(registry|cafile|cache)|NODE_EXTRA_CA_CERTS|XDG_CACHE_HOME)$/i;

/** The variables of this process that installing packages needs. */
export const installing = (): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      installed.test(name) && value !== undefined ? [[name, value]] : [],
    ),
  );
