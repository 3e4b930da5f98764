import type { Work } from "../../lib/ports/records/port.ts";
import { patiently } from "../../lib/shared-use-cases/patiently.ts";
import type { TaskAnswer, TaskInput, TaskPorts } from "../../lib/tasks/tasks.ts";
import { proveClosed } from "./prove-closed.ts";
import { proveGone } from "./prove-gone.ts";
import { provePreserved } from "./prove-preserved.ts";

const proofs = { gone: proveGone, closed: proveClosed, preserved: provePreserved } as const;

/**
 * Proves one claim about a rolled-back environment by looking at it: nothing is left of it, nothing of it is
 * public, or its neighbour did not change. It does not rely on the rollback's own entries. If the proof fails, the
 * entry says so and the answer is `failed`.
 */
export const proveRollback = (ports: TaskPorts<"prove-rollback">) => {
  const once = async ({
    runId,
    epoch,
    environment,
    proof,
  }: TaskInput<"prove-rollback">): Promise<TaskAnswer<"prove-rollback">> => {
    const work: Work = { runId, epoch, actor: "prove-rollback" };
    const run = await ports.records.read(runId);
    return proofs[proof](ports, { run, work, environment });
  };
  const patient = patiently(() => once)(ports);
  // No child waits for this proof: its state tries again when AWS throttles the look, and would overlook an answer to wait.
  return (input: TaskInput<"prove-rollback">) => (input.proof === "preserved" ? once(input) : patient(input));
};
