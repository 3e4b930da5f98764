import type { Executions } from "../ports/executions/port.ts";
import type { Claim, Records } from "../ports/records/port.ts";

/** Starts a claimed run. The execution's name is derived from the run, so a second caller adopts the execution. */
export async function startRun(
  { records, executions }: { records: Records; executions: Executions },
  runId: string,
): Promise<void> {
  const { epoch } = await records.lease();
  await executions.start(runId, { runId, epoch });
}

/**
 * Gives a free lease to the waiting change, and starts its run.
 * @returns the started run; null if no change waits or another caller was faster.
 */
export async function startNextRun(
  ports: { records: Records; executions: Executions },
  waiting: Claim | null,
): Promise<string | null> {
  if (waiting === null) return null;
  const { runId } = waiting;
  if ((await ports.records.promote(waiting, ports.executions.arnOf(runId))) !== "claimed") return null;
  await startRun(ports, runId);
  return runId;
}
