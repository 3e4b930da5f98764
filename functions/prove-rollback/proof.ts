import type { RunRecords, Work } from "../../lib/ports/records/port.ts";
import type { TaskInput } from "../../lib/tasks/tasks.ts";

/**
 * The input of a proof: the run as it was read, the lease under which its entries are written, and the environment.
 */
export type Proof = {
  readonly run: RunRecords;
  readonly work: Work;
  readonly environment: TaskInput<"prove-rollback">["environment"];
};
