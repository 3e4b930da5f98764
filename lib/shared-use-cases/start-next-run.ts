import type { Executions } from "../ports/executions/port.ts";
import type { Claim, Records } from "../ports/records/port.ts";

/**
 * Starts a claimed run, and the change that waited if the lease is free. The execution's name is made from the run, so
 * whoever comes second adopts what the first one started.
 */
export async function startRun(
  { records, executions }: { records: Records; executions: Executions },
  runId: string,
): Promise<void> {
  const { epoch } = await records.lease();
  await executions.start(runId, { runId, epoch });
}

/**
 * Gives a free lease to the change that waits, and starts it.
 * @returns the run that was started, or null if nobody waits or somebody else was quicker.
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
