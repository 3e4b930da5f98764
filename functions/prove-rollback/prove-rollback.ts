import type { Work } from "../../lib/ports/records/port.ts";
import { patiently } from "../../lib/shared-use-cases/patiently.ts";
import type { TaskAnswer, TaskInput, TaskPorts } from "../../lib/tasks.ts";
import { proveClosed } from "./prove-closed.ts";
import { proveGone } from "./prove-gone.ts";
import { provePreserved } from "./prove-preserved.ts";

const proofs = { gone: proveGone, closed: proveClosed, preserved: provePreserved } as const;

/**
 * Proves one thing about a rolled-back environment by looking at it: that nothing is left of it, that nothing of it is
 * public, or that its neighbour did not change. The rollback's own entries are not believed. If the proof fails, the entry
 * says so and the answer is `failed`.
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
