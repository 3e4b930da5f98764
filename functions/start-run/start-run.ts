import { runIdOf } from "../../lib/domain/change/manifest.ts";
import type { Claim } from "../../lib/ports/records/port.ts";
import { startRun } from "../../lib/shared-use-cases/start-next-run.ts";
import type { TaskAnswer, TaskInput, TaskPorts } from "../../lib/tasks.ts";

/** A list of all runs has a line of each. */
const mostCharacters = 300;

/**
 * Starts a run of a submitted change: one execution, named after repository, commit and attempt, so that the same
 * commit twice is the same run. While another run is active, the newest change waits.
 * @throws InvalidChange, InvalidPlan, DigestMismatch, NotFound before anything is claimed.
 */
export const startRunOfChange =
  (ports: TaskPorts<"start-run">) =>
  async ({ detail }: TaskInput<"start-run">): Promise<TaskAnswer<"start-run">> => {
    const { records, changes, executions, clock } = ports;
    const [change] = await Promise.all([
      changes.change(detail.changeDigest),
      changes.plan(detail.planDigest),
    ]);
    const runId = runIdOf(change);
    const { changeDigest, planDigest, door } = detail;
    const claim: Claim = {
      runId,
      repository: change.repository,
      commit: change.commit.sha,
      attempt: change.attempt,
      changeDigest,
      planDigest,
      door,
      claimedAtMs: clock.nowMs(),
      about: {
        subject: change.commit.subject.slice(0, mostCharacters),
        author: change.commit.author.name.slice(0, mostCharacters),
      },
    };
    const executionArn = executions.arnOf(runId);
    const claimed = await records.claim(claim, executionArn);
    if (claimed === "waiting") return { runId, outcome: "waiting" };
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
