import { type Step, stepsInOrder } from "../../lib/domain/change/manifest.ts";
import type { Environment } from "../../lib/domain/environment.ts";
import { prerequisiteMissing } from "../../lib/domain/errors.ts";
import type { FactOf } from "../../lib/domain/records/facts.ts";
import { hasEffect } from "../../lib/domain/run/effects.ts";
import { openedWith } from "../../lib/domain/run/opened.ts";
import { isOverdue, provisioned } from "../../lib/domain/step/attempts.ts";
import type { RunRecords, Work } from "../../lib/ports/records/port.ts";
import { confirmPrerequisites } from "../../lib/shared-use-cases/confirm-receipt.ts";
import { patience, waitSeconds } from "../../lib/shared-use-cases/patience.ts";
import { patiently } from "../../lib/shared-use-cases/patiently.ts";
import { rehearsalMissing } from "../../lib/shared-use-cases/rehearsal-missing.ts";
import type { TaskAnswer, TaskInput, TaskPorts } from "../../lib/tasks.ts";
import { approvalFor, beyondApproval } from "./approved.ts";
import { closeIngress } from "./close-ingress.ts";
import { lookAtStep } from "./look-at-step.ts";

type Outcome = FactOf<"provision-step", "outcome">;

/**
 * Brings the steps in scope to what the change wants, each after the ones it depends on, as far as is ready now. Killed
 * anywhere, the next call goes on: it looks at the entries and at the world, never at what an earlier call remembered.
 * @throws PrerequisiteMissing, ReceiptRefused before the first effect if the receipts that allow it are not there;
 * LeaseLost when another execution has taken the run over.
 */
export const provisionStep = patiently(
  (ports: TaskPorts<"provision-step">) =>
    async ({
      runId,
      epoch,
      environment,
      scope,
    }: TaskInput<"provision-step">): Promise<TaskAnswer<"provision-step">> => {
      const { records, changes, clock } = ports;
      const work: Work = { runId, epoch, actor: "provision-step" };
      let run = await records.read(runId);
      await confirmPrerequisites(ports, run, environment, scope);
      const { changeDigest, planDigest } = openedWith(runId, run.entries);
      const [change, plan] = await Promise.all([changes.change(changeDigest), changes.plan(planDigest)]);
      if (environment === "production" && !hasEffect(run.entries, environment)) {
        const missing = await rehearsalMissing(ports, plan);
        if (missing !== null) throw prerequisiteMissing(missing);
      }
      // All templates at once: each is needed soon, and whatever is not its digest stops the run before its next effect.
      await Promise.all(
        stepsInOrder(change, environment, scope).map(({ templateDigest }) => changes.bytes(templateDigest)),
      );
      const patient = patience(clock);
      // An outcome waits for the next intent, so that both are one transaction; killed in between, it is found again.
      let pending: readonly Outcome[] = [];
      const flush = async (more: readonly Outcome[] = []) => {
        if (pending.length + more.length > 0) run = await records.append(run, work, [...pending, ...more]);
      };
      const waiting = async (): Promise<TaskAnswer<"provision-step">> => {
        await flush();
        return {
          outcome: "waiting",
          waitSeconds: waitSeconds(run.entries, clock.nowMs()),
        };
      };

      const approval = await approvalFor(ports, run, environment, scope);
      // Only production is approved step by step. Where nothing of it is to change, a live ingress stays: closing it would
      // be a change that nobody was asked about.
      if (scope === "all-but-ingress" && approval?.nothing === false) {
        const closing = await closeIngress(ports, run, work, change, patient);
        run = closing.run;
        if (closing.outcome === "waiting") return waiting();
        if (closing.outcome === "failed") return { outcome: "failed", waitSeconds: 0 };
      }
      for (const step of stepsInOrder(change, environment, scope)) {
        if (isSettled(run, environment, step)) continue;
        for (;;) {
          const look = await lookAtStep(ports, run, environment, step, plan, approval);
          if (look.do === "finish") {
            pending = [...pending, outcome(environment, step, look.result, "", look.observed.stackId)];
            break;
          }
          if (look.do === "fail" || look.do === "stop") {
            const result = look.do === "fail" ? "failed" : "unknown";
            await flush([outcome(environment, step, result, look.reason)]);
            return { outcome: result, waitSeconds: 0 };
          }
          if (look.do === "wait") {
            const { stepMinutes } = plan.limits;
            if (isOverdue(run.entries, environment, step.step, stepMinutes, clock.nowMs())) {
              const reason = `it took longer than the ${stepMinutes} minutes that the plan allows`;
              await flush([outcome(environment, step, "failed", reason)]);
              return { outcome: "failed", waitSeconds: 0 };
            }
            if (!(await patient.lookAgain())) return waiting();
            continue;
          }
          const { intent, observed, act } = look;
          const beyond = beyondApproval(approval, run, step, observed.deployedDigest);
          if (beyond !== null) {
            await flush([outcome(environment, step, "failed", beyond)]);
            return { outcome: "failed", waitSeconds: 0 };
          }
          // Also what was meant before is done only by whoever still has the lease: its writes are conditional on it.
          run = await records.append(run, work, intent === null ? pending : [...pending, intent]);
          pending = [];
          const answer = await act();
          if (answer === "nothing-to-do") {
            const reason = "CloudFormation finds no difference";
            pending = [...pending, outcome(environment, step, "untouched", reason)];
            break;
          }
          if (typeof answer !== "string") {
            await flush([outcome(environment, step, "failed", answer.refused)]);
            return { outcome: "failed", waitSeconds: 0 };
          }
          if (answer === "busy" || intent === null) {
            if (!(await patient.lookAgain())) return waiting();
          } else patient.moved();
        }
        patient.moved();
      }
      await flush();
      return { outcome: "done", waitSeconds: 0 };
    },
);

const isSettled = (run: RunRecords, environment: Environment, { step }: Step): boolean =>
  ["created", "updated", "untouched"].includes(provisioned(run.entries, environment, step)?.result ?? "");

const outcome = (
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
