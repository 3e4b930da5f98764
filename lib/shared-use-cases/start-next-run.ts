import { commitPages } from "../domain/change/commit-page.ts";
import type { Claim } from "../domain/run/lease.ts";
import type { ChangeShown, Executions } from "../ports/executions/port.ts";
import type { Records } from "../ports/records/port.ts";

/** Starts a claimed run. The execution's name is derived from the run, so a second caller adopts the execution. */
export async function startRun(
  { records, executions }: { records: Records; executions: Executions },
  runId: string,
): Promise<void> {
  const [{ epoch }, claim] = await Promise.all([records.lease(), records.claimOf(runId)]);
  await executions.start(runId, { runId, epoch, ...(claim === null ? {} : { change: changeShown(claim) }) });
}

/** Whose change it is, for the reader of the console. */
export const changeShown = ({ repository, commit, about }: Claim): ChangeShown => ({
  commit,
  subject: about?.subject ?? null,
  author: about?.author ?? null,
  link: commitPages(repository, commit).commit,
});

/**
 * Gives a free lease to the change that is next in the queue, and starts its run.
 * @returns the started run; null if no change may begin, or if another caller was faster.
 */
export async function startNextRun(ports: {
  readonly records: Records;
  readonly executions: Executions;
}): Promise<string | null> {
  const runId = await ports.records.promote(ports.executions.arnOf);
  if (runId !== null) await startRun(ports, runId);
  return runId;
}
