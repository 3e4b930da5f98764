import { lastAnswers } from "../../lib/domain/run/effects.ts";
import { openedWith } from "../../lib/domain/run/opened.ts";
import { lookAtEnvironment } from "../../lib/shared-use-cases/look-at-environment.ts";
import type { TaskAnswer, TaskPorts } from "../../lib/tasks/tasks.ts";
import type { Proof } from "./proof.ts";

const neverDescribed = "0".repeat(64);

/**
 * Compares an environment with its description from before this run changed the next environment (21.03 section
 * 5.4). If this run never described it, there is nothing to compare with and the proof fails.
 */
export async function provePreserved(
  { records, changes, stackReader }: TaskPorts<"prove-rollback">,
  { run, work, environment }: Proof,
): Promise<TaskAnswer<"prove-rollback">> {
  const change = await changes.change(openedWith(run.runId, run.entries).changeDigest);
  const { description: after } = await lookAtEnvironment({ stackReader }, change, environment);
  const before = lastAnswers(run.entries, environment)?.description ?? neverDescribed;
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
