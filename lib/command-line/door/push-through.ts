import { isAbsolute, resolve } from "node:path";
import { setTimeout } from "node:timers/promises";
import { runIdOf } from "../../domain/change/manifest.ts";
import { invalidChange, notFound } from "../../domain/errors.ts";
import type { Installation } from "../../installation/installation.ts";
import type { SandboxPlace, SandboxState } from "../../sandbox/place.ts";
import { isRunning } from "../../sandbox/processes.ts";
import type { Say } from "../../sandbox/up.ts";
import type { Commit } from "../submission/read-commit.ts";
import { builtInPlans } from "../submission/read-plan.ts";
import { isKnownRun } from "../submission/submit.ts";
import { announce } from "./announce.ts";
import { buildLogOf, buildResult, keepResult } from "./builds.ts";
import { ensureRepository, keepProject, pushCommit, watchedBranch } from "./repository.ts";

const lookEveryMs = 200;

/** What is pushed, and to which installation. */
export type Pushed = {
  readonly place: SandboxPlace;
  readonly state: SandboxState;
  readonly installation: Installation;
  readonly commit: Commit;
  /** The plan that was named; undefined for the installation's. */
  readonly plan: string | undefined;
};

/**
 * Pushes a commit to the sandbox's repository, as a person does, and waits until its build has submitted it.
 * @returns the run's id.
 * @throws InvalidChange with what the build said if it failed; NotFound if the builder has ended.
 */
export async function pushThrough(
  { place, state, installation, commit: { folder, inside, repository, commit }, plan }: Pushed,
  say: Say,
): Promise<string> {
  const { application } = installation;
  const bare = ensureRepository(place, application, commit.sha);
  keepProject(bare, {
    origin: repository.host === null ? "" : `https://${repository.host}/${repository.path}`,
    folder: inside,
    plan: plan === undefined ? "" : placed(plan),
  });
  keepResult(place, application, commit.sha, null);
  const before = "0".repeat(commit.sha.length);
  if (!pushCommit(folder, bare, commit.sha))
    await announce(application, [{ before, after: commit.sha, name: `refs/heads/${watchedBranch}` }]);
  say(`pushed ${commit.sha.slice(0, 12)} to ${watchedBranch} of ${bare}: EventBridge takes it to its build`);
  const runId = runIdOf({ application, commit, attempt: 1 });
  while (!(await isKnownRun(installation, runId))) {
    const result = buildResult(place, application, commit.sha);
    if (result?.outcome === "failed")
      throw invalidChange(`the build of the pushed commit failed: ${result.because}`);
    if (!isRunning(state.processes.builder))
      throw notFound(
        `the sandbox's builder has ended: run the command again; ${place.path("logs", "builder.log")} says why, and ${buildLogOf(place, application, commit.sha)} has the output of the build`,
      );
    await setTimeout(lookEveryMs);
  }
  return runId;
}

const placed = (plan: string): string =>
  builtInPlans.includes(plan) || isAbsolute(plan) ? plan : resolve(plan);

/** How a person pushes to a sandbox. */
export const pushInWords = (repository: string): string =>
  `door      git remote add interlock ${repository}; git push interlock ${watchedBranch}`;
