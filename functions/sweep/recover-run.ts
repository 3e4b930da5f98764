import type { Entry } from "../../lib/domain/records/entry.ts";
import { isFact } from "../../lib/domain/records/facts.ts";
import { startRun } from "../../lib/shared-use-cases/start-next-run.ts";
import type { Concern } from "./concern.ts";

/** How an execution that is not running any more ended, for people. */
const causes = {
  SUCCEEDED: "its execution ended, and left the run open",
  FAILED: "its execution failed where no catch branch sees it",
  TIMED_OUT: "its execution ran out of time",
  ABORTED: "its execution was stopped from outside",
  GONE: "its execution was never started, or is forgotten",
} as const;

/**
 * A run whose execution is dead: the same machine is started for it under the next epoch, and a second execution can only
 * roll back. The epoch is raised first: from then on no call of the old execution intends anything; what it had intended
 * already the rollback waits for. Then its children are stopped, by name. Killed in between, the next sweep finds the new
 * execution gone, and does the same once more.
 */
export const recoverRun: Concern = async (ports, { runId, executionArn, epoch, stopped }) => {
  if (runId === null || stopped !== null) return {};
  const { records, executions, children } = ports;
  const status = executionArn === null ? "GONE" : await executions.status(executionArn);
  if (status === "RUNNING") return {};
  const { entries } = await records.read(runId);
  // Claimed, and killed before its first execution was started: nothing has happened yet, so it begins now. A later one
  // has a name of its own: the first one's is taken by the execution that died before its first entry.
  const isFirst = executionArn === null || executionArn === executions.arnOf(runId);
  if (status === "GONE" && isFirst && entries.length === 0) {
    await startRun(ports, runId);
    return { recovered: [runId] };
  }
  const name = `${runId}-recovery-${epoch + 1}`;
  await records.takeOver(runId, epoch + 1, executions.arnOf(name), causes[status]);
  await children.stop(runId, epochsOf(entries, epoch), causes[status]);
  await executions.start(name, { runId, epoch: epoch + 1 });
  return { recovered: [runId] };
};

/** The epochs in which the run had an execution: from the one it was opened in. */
function epochsOf(entries: readonly Entry[], epoch: number): readonly number[] {
  const from = entries.find(isFact("open-run", "observation"))?.detail.epoch ?? epoch;
  return Array.from({ length: epoch - from + 1 }, (_, index) => from + index);
}
