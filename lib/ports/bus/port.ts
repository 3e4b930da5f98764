import type { ChangeQueued, CommitPushed } from "../../domain/change/events.ts";
import type { RunMoved } from "../../domain/run/progress.ts";
import type { RunClosed } from "../../domain/run/run-closed.ts";

/** The installation's bus, where others hear what happened. */
export interface Bus {
  /** Says that a commit was pushed, so that its build begins. */
  commitPushed(event: CommitPushed): Promise<void>;
  /** Says that a change waits or is superseded, so that its people are told at once. */
  changeQueued(event: ChangeQueued): Promise<void>;
  /** Says how far the run that is at work has come in each environment. */
  runMoved(event: RunMoved): Promise<void>;
  /** Says that a run is sealed. Said twice, it is the same run. */
  runClosed(event: RunClosed): Promise<void>;
}
