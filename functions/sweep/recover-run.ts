import type { Entry } from "../../lib/domain/records/entry.ts";
import { isFact } from "../../lib/domain/records/facts.ts";
import { startRun } from "../../lib/shared-use-cases/start-next-run.ts";
import type { Concern } from "./concern.ts";

/** How an execution that no longer runs ended, in words. */
const causes = {
  SUCCEEDED: "its execution ended, and left the run open",
  FAILED: "its execution failed where no catch branch sees it",
  TIMED_OUT: "its execution ran out of time",
  ABORTED: "its execution was stopped from outside",
  GONE: "its execution was never started, or is forgotten",
} as const;

/**
 * Recovers a run whose execution is dead: starts the same machine for it under the next epoch. A second execution
 * can only roll back. It raises the epoch first, so that no call of the old execution can record an intent; the
 * rollback waits for the intents already recorded. Then it stops the old execution's children by name. If it is
 * killed in between, the next sweep finds the new execution missing and does the same again.
 */
export const recoverRun: Concern = async (ports, { runId, executionArn, epoch, stopped }) => {
  if (runId === null || stopped !== null) return {};
  const { records, executions, children } = ports;
  const status = executionArn === null ? "GONE" : await executions.status(executionArn);
  if (status === "RUNNING") return {};
  const { entries } = await records.read(runId);
  // The run was claimed, and the caller was killed before it started the first execution. Nothing has happened yet,
  // so the run begins now. A later attempt needs its own name: the execution that died before its first entry has
  // the first one.
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

/** The epochs in which the run had an execution, starting with the one that opened it. */
function epochsOf(entries: readonly Entry[], epoch: number): readonly number[] {
  const from = entries.find(isFact("open-run", "observation"))?.detail.epoch ?? epoch;
  return Array.from({ length: epoch - from + 1 }, (_, index) => from + index);
}
