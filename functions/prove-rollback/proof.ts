import type { RunRecords, Work } from "../../lib/ports/records/port.ts";
import type { TaskInput } from "../../lib/tasks.ts";

/** What a proof is about: the run as it was read, the lease that its entries are written under, and the environment. */
export type Proof = {
  readonly run: RunRecords;
  readonly work: Work;
  readonly environment: TaskInput<"prove-rollback">["environment"];
};
