import type { RunClosed } from "../../domain/run/run-closed.ts";

/** The installation's bus, where others hear what happened. */
export interface Bus {
  /** Says that a run is sealed. Said twice, it is the same run. */
  runClosed(event: RunClosed): Promise<void>;
}
