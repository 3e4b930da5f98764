import { hasEffect } from "../../lib/domain/run/obligation.ts";
import { openedWith } from "../../lib/domain/run/opened.ts";
import type { RunRecords, Work } from "../../lib/ports.ts";
import { lookAtEnvironment } from "../../lib/protocols/look-at-environment.ts";
import type { TaskAnswer, TaskInput, TaskPorts } from "../../lib/tasks.ts";
import { lookForResidual } from "./look-for-residual.ts";

/**
 * Proves from the environment itself, not from what the rollback said of its work: that what was rolled back has left
 * nothing, or that a neighbour stands as it stood. What cannot be proved is written down as that.
 */
export const proveRollback =
  (ports: TaskPorts<"prove-rollback">) =>
  async (input: TaskInput<"prove-rollback">): Promise<TaskAnswer<"prove-rollback">> => {
    const work: Work = { runId: input.runId, epoch: input.epoch, actor: "prove-rollback" };
    const run = await ports.records.read(input.runId);
    return input.proof === "gone"
      ? proveGone(ports, run, work, input)
      : provePreserved(ports, run, work, input);
  };

async function proveGone(
  ports: TaskPorts<"prove-rollback">,
  run: RunRecords,
  work: Work,
  { environment }: TaskInput<"prove-rollback">,
): Promise<TaskAnswer<"prove-rollback">> {
  if (!hasEffect(run.entries, environment)) return { proved: true };
  const { proved, residual, kept, resourcesSeen, ingressClosed } = await lookForResidual(
    ports,
    run.entries,
    environment,
  );
  await ports.records.append(run, work, [
    {
      action: "prove-rollback",
      kind: "observation",
      subject: environment,
      detail: { environment, proved, resourcesSeen, kept: [...kept], residual: [...residual] },
    },
  ]);
  if (ingressClosed) await ports.signer.sign(work, { statement: "ingress-closed", about: environment });
  if (proved) await ports.signer.sign(work, { statement: "nothing-left", about: environment });
  return { proved };
}

async function provePreserved(
  ports: TaskPorts<"prove-rollback">,
  run: RunRecords,
  work: Work,
  { environment }: TaskInput<"prove-rollback">,
): Promise<TaskAnswer<"prove-rollback">> {
  const change = await ports.changes.change(openedWith(run.runId, run.entries).changeDigest);
  const { description: after } = await lookAtEnvironment(ports, change, environment);
  const seen = run.entries.findLast(
    (entry) => entry.action === "validate-environment" && entry.detail.environment === environment,
  );
  // An environment that was never described in this run has nothing to be compared with, and is not proved.
  const before = seen?.action === "validate-environment" ? seen.detail.description : null;
  const same = before === after;
  await ports.records.append(run, work, [
    {
      action: "confirm-preserved",
      kind: "observation",
      subject: environment,
      detail: { environment, same, before: before ?? "0".repeat(64), after },
    },
  ]);
  return { proved: same };
}
