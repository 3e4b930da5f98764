import type { Entry } from "../../lib/domain/records/entry.ts";
import { isFact } from "../../lib/domain/records/facts.ts";
import { nextRecovery } from "../../lib/domain/run/recovery.ts";
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

/** How long Step Functions may not find an execution that it started (API reference, DescribeExecution: "eventually consistent"). */
const foundAfterMs = 60_000;

/**
 * Recovers a run whose execution is dead: starts the same machine for it under the next epoch. A second execution
 * can only roll back. It raises the epoch first, so that no call of the old execution can record an intent; the
 * rollback waits for the intents already recorded. Then it stops the old execution's children by name. If it is
 * killed in between, the next sweep finds the new execution missing, and starts it in the epoch that it has. Each
 * recovery waits longer than the one before it, and the last one is followed by an alarm.
 */
export const recoverRun: Concern = async (ports, { runId, executionArn, epoch, stopped, recoveries }) => {
  if (runId === null || stopped !== null) return {};
  const { records, executions, children, clock } = ports;
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
  // An execution that has just begun may not be found yet, although it writes entries.
  const lastAtMs = Date.parse(entries.at(-1)?.at ?? "");
  if (status === "GONE" && executionArn !== null && clock.nowMs() - lastAtMs < foundAfterMs) return {};
  const nameIn = (ofEpoch: number) => `${runId}-recovery-${ofEpoch}`;
  const wasTakenOver = status === "GONE" && executionArn === executions.arnOf(nameIn(epoch));
  const next = wasTakenOver ? epoch : epoch + 1;
  if (!wasTakenOver) {
    const when = nextRecovery(recoveries, clock.nowMs());
    if (when !== "now") return when === "given-up" ? { givenUp: 1 } : {};
    await records.takeOver(runId, next, executions.arnOf(nameIn(next)), causes[status]);
  }
  // No call of an older epoch can change anything, so a child that cannot be stopped does not hold up the recovery.
  const [stopping] = await Promise.allSettled([
    children.stop(runId, epochsOf(entries, next - 1), causes[status]),
  ]);
  await executions.start(nameIn(next), { runId, epoch: next });
  if (stopping.status === "rejected") throw stopping.reason;
  return { recovered: [runId] };
};

/** The epochs in which the run had an execution, from the one that opened it up to `last`. */
function epochsOf(entries: readonly Entry[], last: number): readonly number[] {
  const from = entries.find(isFact("open-run", "observation"))?.detail.epoch ?? last;
  return Array.from({ length: last - from + 1 }, (_, index) => from + index);
}
