import type { Step } from "../../lib/domain/change/manifest.ts";
import { hasChanged } from "../../lib/domain/run/effects.ts";
import type { Patience } from "../../lib/shared-use-cases/patience.ts";
import type { TaskPorts } from "../../lib/tasks/tasks.ts";
import { type Driven, driveStep, type Journal, type StepMove } from "./drive-step.ts";
import { nextProvisioning, type ProvisioningContext } from "./next-provisioning.ts";
import { witnessOf } from "./witness.ts";

/**
 * Makes every change set that can already exist, and compares it with the approval, before anything that customers
 * notice: a change that goes beyond what was approved costs no outage. A step that imports what this run has yet to
 * create is compared when it can be; the approved page says so. Errors as `driveStep`.
 */
export async function compareFirst(
  ports: TaskPorts<"provision-step">,
  journal: Journal,
  steps: readonly Step[],
  context: ProvisioningContext,
  patient: Patience,
): Promise<Driven> {
  if (hasChanged(journal.run.entries, context.environment)) return "done";
  for (const step of steps) {
    if (context.approval?.steps.get(step.step)?.waitsFor !== undefined) continue;
    const driven = await driveStep(
      journal,
      patient,
      async (run) => onlyPrepared(await nextProvisioning(ports, run, step, context)),
      witnessOf(ports, { environment: context.environment, ...step }, null),
    );
    if (driven !== "done") return driven;
    patient.moved();
  }
  return "done";
}

/** The move, if it changes nothing in the stack yet; every other effect is left for later. */
const onlyPrepared = (move: StepMove): StepMove =>
  move.do === "finish" || (move.do === "act" && move.operation !== "prepare")
    ? { do: "finish", outcome: null }
    : move;
