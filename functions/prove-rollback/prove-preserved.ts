import { openedWith } from "../../lib/domain/run/opened.ts";
import { lookAtEnvironment } from "../../lib/shared-use-cases/look-at-environment.ts";
import type { TaskAnswer, TaskPorts } from "../../lib/tasks.ts";
import type { Proof } from "./proof.ts";

const neverDescribed = "0".repeat(64);

/**
 * Compares an environment with what it was described as before its neighbour was touched (21.03 section 5.4). One that
 * was never described in this run has nothing to be compared with, and is not proved.
 */
export async function provePreserved(
  { records, changes, stackReader }: TaskPorts<"prove-rollback">,
  { run, work, environment }: Proof,
): Promise<TaskAnswer<"prove-rollback">> {
  const change = await changes.change(openedWith(run.runId, run.entries).changeDigest);
  const { description: after } = await lookAtEnvironment({ stackReader }, change, environment);
  const seen = run.entries.findLast(
    (entry) => entry.action === "validate-environment" && entry.detail.environment === environment,
  );
  const before = seen?.action === "validate-environment" ? seen.detail.description : neverDescribed;
  const same = before === after;
  await records.append(run, work, [
    {
      action: "confirm-preserved",
      kind: "observation",
      subject: environment,
      detail: { environment, same, before, after },
    },
  ]);
  return { outcome: same ? "done" : "failed", waitSeconds: 0 };
}
