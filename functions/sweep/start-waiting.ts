import { startNextRun } from "../../lib/shared-use-cases/start-next-run.ts";
import type { Concern } from "./concern.ts";

/** Starts the change that is next if no run holds the lease. */
export const startWaiting: Concern = async (ports, { runId, stopped }) => {
  if (runId !== null || stopped !== null) return {};
  const started = await startNextRun(ports);
  return started === null ? {} : { started: [started] };
};
