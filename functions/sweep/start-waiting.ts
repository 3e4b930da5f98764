import { startNextRun } from "../../lib/shared-use-cases/start-next-run.ts";
import type { Concern } from "./concern.ts";

/**
 * Starts the change that is next if no run holds the lease. A change in the queue that nobody claimed is recorded, because
 * somebody edited the queue, and taken out.
 */
export const startWaiting: Concern = async (ports, { runId, stopped }) => {
  const { records } = ports;
  const unclaimed = await records.unclaimed();
  for (const stray of unclaimed) await records.note("sweep", "unclaimed-change", stray, {});
  if (unclaimed.length > 0) await records.dropUnclaimed();
  if (runId !== null || stopped !== null) return {};
  const started = await startNextRun(ports);
  return started === null ? {} : { started: [started] };
};
