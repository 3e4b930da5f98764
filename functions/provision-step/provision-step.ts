import { type Step, stepsInOrder } from "../../lib/domain/change/manifest.ts";
import type { Environment } from "../../lib/domain/environment.ts";
import { prerequisiteMissing } from "../../lib/domain/errors.ts";
import { hasEffect } from "../../lib/domain/run/effects.ts";
import { openedWith } from "../../lib/domain/run/opened.ts";
import { isOverdue, provisioned } from "../../lib/domain/step/attempts.ts";
import type { Plan } from "../../lib/plan/schema.ts";
import type { RunRecords, Work } from "../../lib/ports/records/port.ts";
import { confirmPrerequisites } from "../../lib/shared-use-cases/confirm-receipt.ts";
import { patience, waitSeconds } from "../../lib/shared-use-cases/patience.ts";
import { patiently } from "../../lib/shared-use-cases/patiently.ts";
import { rehearsalMissing } from "../../lib/shared-use-cases/rehearsal-missing.ts";
import type { TaskAnswer, TaskInput, TaskPorts } from "../../lib/tasks.ts";
import { type Approval, approvalFor, beyondApproval } from "./approved.ts";
import { closeIngress } from "./close-ingress.ts";
import { type Driven, driveStep, Journal, type Outcome, type StepMove } from "./drive-step.ts";
import { lookAtStep } from "./look-at-step.ts";
import { nextRemoving, stepsToRemove } from "./remove-step.ts";

type Ports = TaskPorts<"provision-step">;

/** What every step of one call is provisioned under. */
type Context = {
  readonly environment: Environment;
  readonly plan: Plan;
  readonly approval: Approval | null;
};

/**
 * Brings the steps in scope to what the change wants, as far as they are ready, each after the steps that it
 * depends on, and then removes what the change no longer has. It decides from the entries and the stacks only, so the next call continues after a call that was
 * killed at any point.
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
      await confirmPrerequisites(ports, run, environment, scope);
      const { changeDigest, planDigest } = openedWith(runId, run.entries);
      const [change, plan] = await Promise.all([changes.change(changeDigest), changes.plan(planDigest)]);
      if (environment === "production" && !hasEffect(run.entries, environment)) {
        const missing = await rehearsalMissing(ports, plan);
        if (missing !== null) throw prerequisiteMissing(missing);
      }
      const steps = stepsInOrder(change, environment, scope);
      // All templates at once: each is needed soon, and an edited template stops the run before its next effect.
      await Promise.all(steps.map(({ templateDigest }) => changes.bytes(templateDigest)));

      const patient = patience(clock);
      const approval = await approvalFor(ports, run, environment, scope);
      // Only production is approved step by step. If nothing in it changes, its live ingress stays: closing the ingress
      // would be a change that no gate asked about.
      const closing =
        scope === "all-but-ingress" && approval?.nothing === false
          ? await closeIngress(ports, run, work, change, patient)
          : { run, outcome: "done" as const };
      const journal = new Journal(records, closing.run, work);
      let driven: Driven = closing.outcome;
      for (const step of steps) {
        if (driven !== "done") break;
        if (isSettled(journal.run, environment, step)) continue;
        driven = await driveStep(journal, patient, (now) =>
          nextProvisioning(ports, now, step, { environment, plan, approval }),
        );
        if (driven === "done") patient.moved();
      }
      for (const removed of stepsToRemove(journal.run, environment, scope)) {
        if (driven !== "done") break;
        driven = await driveStep(journal, patient, (now) =>
          nextRemoving(ports, now, removed, { approval, stepMinutes: plan.limits.stepMinutes }),
        );
        if (driven === "done") patient.moved();
      }
      await journal.flush();
      const seconds = driven === "waiting" ? waitSeconds(journal.run.entries, clock.nowMs()) : 0;
      return { outcome: driven, waitSeconds: seconds };
    },
);

/** What to do next to provision one step. */
async function nextProvisioning(
  ports: Ports,
  run: RunRecords,
  step: Step,
  { environment, plan, approval }: Context,
): Promise<StepMove> {
  const failure = (reason: string, as: "failed" | "unknown" = "failed") =>
    ({ do: "fail", as, outcome: outcomeOf(environment, step, as, reason) }) as const;
  const look = await lookAtStep(ports, run, environment, step, plan, approval);
  switch (look.do) {
    case "finish":
      return {
        do: "finish",
        outcome: outcomeOf(environment, step, look.result, "", look.observed.stackId),
      };
    case "fail":
      return failure(look.reason);
    case "stop":
      return failure(look.reason, "unknown");
    case "wait": {
      const { stepMinutes } = plan.limits;
      return isOverdue(run.entries, environment, step.step, stepMinutes, ports.clock.nowMs())
        ? failure(`it took longer than the ${stepMinutes} minutes that the plan allows`)
        : { do: "wait" };
    }
    default: {
      const { intent, observed, act } = look;
      const beyond = beyondApproval(approval, run, step, observed.deployedDigest);
      if (beyond !== null) return failure(beyond);
      return {
        do: "act",
        intent,
        async act() {
          const answer = await act();
          if (typeof answer === "object") return failure(answer.refused);
          if (answer === "nothing-to-do") {
            const reason = "CloudFormation finds no difference";
            return { do: "finish", outcome: outcomeOf(environment, step, "untouched", reason) };
          }
          return answer === "busy" ? "busy" : "begun";
        },
      };
    }
  }
}

const isSettled = (run: RunRecords, environment: Environment, { step }: Step): boolean =>
  ["created", "updated", "untouched"].includes(provisioned(run.entries, environment, step)?.result ?? "");

const outcomeOf = (
  environment: Environment,
  { step, part }: Step,
  result: Outcome["detail"]["result"],
  reason: string,
  stackId: string | null = null,
): Outcome => ({
  action: "provision-step",
  kind: "outcome",
  subject: `${environment}/${step}`,
  detail: {
    environment,
    step,
    part,
    result,
    reason,
    ...(result === "created" && stackId !== null ? { stackId } : {}),
  },
});
