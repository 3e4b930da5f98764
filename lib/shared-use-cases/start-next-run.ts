import { commitPages } from "../domain/change/commit-page.ts";
import type { ChangeShown, Executions } from "../ports/executions/port.ts";
import type { Claim, Records } from "../ports/records/port.ts";

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
