import { runIdOf } from "../../lib/domain/change/manifest.ts";
import type { Claim } from "../../lib/domain/run/lease.ts";
import { startRun } from "../../lib/shared-use-cases/start-next-run.ts";
import type { TaskAnswer, TaskInput, TaskPorts } from "../../lib/tasks/tasks.ts";

/** A list of all runs has a line of each. */
const mostCharacters = 300;

/**
 * Starts a run of a submitted change: one execution, named after repository, commit and attempt, so that the same
 * commit twice is the same run. While another run is active, the change waits in the queue. A commit that is older than one that has
 * begun, or that waits, is superseded: it never overtakes.
 * @throws InvalidChange, InvalidPlan, DigestMismatch, NotFound before anything is claimed.
 */
export const startRunOfChange =
  (ports: TaskPorts<"start-run">) =>
  async ({ detail }: TaskInput<"start-run">): Promise<TaskAnswer<"start-run">> => {
    const { records, changes, executions, settings, bus, clock } = ports;
    const [change] = await Promise.all([
      changes.change(detail.changeDigest),
      changes.plan(detail.planDigest),
    ]);
    const runId = runIdOf(change);
    const { changeDigest, planDigest, door, keep = false } = detail;
    const claim: Claim = {
      runId,
      repository: change.repository,
      commit: change.commit.sha,
      attempt: change.attempt,
      changeDigest,
      planDigest,
      door,
      ...(change.commit.ancestors === undefined ? {} : { ancestors: change.commit.ancestors }),
      ...(keep || settings.queue === "all" ? { kept: true } : {}),
      claimedAtMs: clock.nowMs(),
      about: {
        subject: change.commit.subject.slice(0, mostCharacters),
        author: change.commit.author.name.slice(0, mostCharacters),
      },
    };
    const executionArn = executions.arnOf(runId);
    const claimed = await records.claim(claim, executionArn);
    if (claimed === "waiting" || claimed === "superseded") {
      const { application } = settings;
      await bus.changeQueued({ version: 1, application, run: runId, outcome: claimed });
      return { runId, outcome: claimed };
    }
    if (claimed === "known") {
      await records.note("start-run", "known-change", runId, { ...detail });
      // An earlier call claimed the run and was killed before it started the execution. This event starts it.
      const lease = await records.lease();
      if (
        lease.runId === runId &&
        lease.executionArn === executionArn &&
        (await executions.status(executionArn)) === "GONE"
      )
        await startRun(ports, runId);
      return { runId, outcome: "known" };
    }
    await startRun(ports, runId);
    return { runId, outcome: "started" };
  };
