import type { RunRecords, Work } from "../../lib/ports/records/port.ts";
import { patiently } from "../../lib/shared-use-cases/patiently.ts";
import type { TaskAnswer, TaskInput, TaskPorts } from "../../lib/tasks.ts";
import { proveClosed } from "./prove-closed.ts";
import { proveGone } from "./prove-gone.ts";
import { provePreserved } from "./prove-preserved.ts";

/** What a proof is about: the run as it was read, who writes, and the environment. */
export type Proof = {
  readonly run: RunRecords;
  readonly work: Work;
  readonly environment: TaskInput<"prove-rollback">["environment"];
};

const proofs = { gone: proveGone, closed: proveClosed, preserved: provePreserved } as const;

/**
 * Proves from the environment itself, not from what the rollback said of its work: that what was rolled back has left
 * nothing, that nothing public is left of it, or that a neighbour stands as it stood. What cannot be proved is written
 * down as that, and the answer is `failed`.
 */
export const proveRollback = patiently(
  (ports: TaskPorts<"prove-rollback">) =>
    async ({
      runId,
      epoch,
      environment,
      proof,
    }: TaskInput<"prove-rollback">): Promise<TaskAnswer<"prove-rollback">> => {
      const work: Work = { runId, epoch, actor: "prove-rollback" };
      const run = await ports.records.read(runId);
      return proofs[proof](ports, { run, work, environment });
    },
);
