import { stepsInOrder } from "../../lib/domain/change/manifest.ts";
import { prerequisiteMissing } from "../../lib/domain/errors.ts";
import { hasEffect } from "../../lib/domain/run/effects.ts";
import { openedWith } from "../../lib/domain/run/opened.ts";
import { isProvisioned } from "../../lib/domain/step/attempts.ts";
import type { Work } from "../../lib/ports/records/port.ts";
import { confirmPrerequisites } from "../../lib/shared-use-cases/confirm-receipt.ts";
import { patience, waitBetweenCallsSeconds } from "../../lib/shared-use-cases/patience.ts";
import { patiently } from "../../lib/shared-use-cases/patiently.ts";
import { rehearsalMissing } from "../../lib/shared-use-cases/rehearsal-missing.ts";
import type { TaskAnswer, TaskInput, TaskPorts } from "../../lib/tasks/tasks.ts";
import { approvalFor } from "./approved.ts";
import { closeIngress } from "./close-ingress.ts";
import { compareFirst } from "./compare-first.ts";
import { type Driven, driveStep, Journal } from "./drive-step.ts";
import { nextProvisioning } from "./next-provisioning.ts";
import { nextRemoving, stepsToRemove } from "./remove-step.ts";
import { witnessOf } from "./witness.ts";

type Ports = TaskPorts<"provision-step">;

/**
 * Brings the steps in scope to what the change wants, as far as they are ready, each after the steps that it
 * depends on, and then removes what the change no longer has. It decides from the entries and the stacks only, so the next
 * call continues after a call that was killed at any point.
 * @throws PrerequisiteMissing or ReceiptRefused before the first effect if a receipt that allows it is missing;
 * LeaseLost if another execution has taken over the run.
 */
export const provisionStep = patiently(
  (ports: Ports) =>
    async ({
      runId,
      epoch,
      environment,
      scope,
    }: TaskInput<"provision-step">): Promise<TaskAnswer<"provision-step">> => {
      const { records, changes, clock } = ports;
      const work: Work = { runId, epoch, actor: "provision-step" };
      const run = await records.read(runId);
      const { changeDigest, planDigest } = openedWith(runId, run.entries);
      const [change, plan] = await Promise.all([changes.change(changeDigest), changes.plan(planDigest)]);
      await confirmPrerequisites(ports, run, plan, environment, scope);
      if (environment === "production" && !hasEffect(run.entries, environment)) {
        const missing = await rehearsalMissing(ports, plan);
        if (missing !== null) throw prerequisiteMissing(missing);
      }
      const steps = stepsInOrder(change, environment, scope);
      // All templates at once: each is needed soon, and an edited template stops the run before its next effect.
      await Promise.all(steps.map(({ templateDigest }) => changes.bytes(templateDigest)));

      const patient = patience(clock);
      const approval = await approvalFor(ports, run, environment, scope);
      const journal = new Journal(records, run, work);
      const context = { environment, plan, approval };
      // Only production is approved step by step. If nothing in it changes, its live ingress stays: closing the ingress
      // would be a change that no gate asked about.
      const isChanged = scope === "all-but-ingress" && approval?.nothing === false;
      let driven: Driven = isChanged ? await compareFirst(ports, journal, steps, context, patient) : "done";
      if (isChanged && driven === "done") driven = await closeIngress(ports, journal, change, plan, patient);
      for (const step of steps) {
        if (driven !== "done") break;
        if (isProvisioned(journal.run.entries, environment, step.step)) continue;
        const witness = witnessOf(ports, { environment, ...step }, await changes.bytes(step.templateDigest));
        driven = await driveStep(
          journal,
          patient,
          (now) => nextProvisioning(ports, now, step, context),
          witness,
        );
        if (driven === "done") patient.moved();
      }
      for (const removed of stepsToRemove(journal.run, environment, scope)) {
        if (driven !== "done") break;
        driven = await driveStep(
          journal,
          patient,
          (now) => nextRemoving(ports, now, removed, { approval, stepMinutes: plan.limits.stepMinutes }),
          witnessOf(ports, removed, null),
        );
        if (driven === "done") patient.moved();
      }
      await journal.flush();
      return { outcome: driven, waitSeconds: driven === "waiting" ? waitBetweenCallsSeconds : 0 };
    },
);
