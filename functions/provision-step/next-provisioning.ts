import type { Step } from "../../lib/domain/change/manifest.ts";
import type { Environment } from "../../lib/domain/environment.ts";
import { isOverdue } from "../../lib/domain/step/attempts.ts";
import type { Plan } from "../../lib/plan/schema.ts";
import type { RunRecords } from "../../lib/ports/records/port.ts";
import type { TaskPorts } from "../../lib/tasks/tasks.ts";
import { type Approval, beyondApproval } from "./approved.ts";
import type { Outcome, StepMove } from "./drive-step.ts";
import { lookAtStep } from "./look-at-step.ts";
import { movedReference } from "./moved-reference.ts";

/** What every step of one call is provisioned under. */
export type ProvisioningContext = {
  readonly environment: Environment;
  readonly plan: Plan;
  readonly approval: Approval | null;
};

/** What to do next to provision one step. */
export async function nextProvisioning(
  ports: TaskPorts<"provision-step">,
  run: RunRecords,
  step: Step,
  { environment, plan, approval }: ProvisioningContext,
): Promise<StepMove> {
  const failure = (reason: string, as: "failed" | "unknown" = "failed") =>
    ({ do: "fail", as, outcome: outcomeOf(environment, step, as, reason) }) as const;
  const look = await lookAtStep(ports, run, environment, step, plan, approval);
  switch (look.do) {
    case "finish":
      return {
        do: "finish",
        // An update is complete although CloudFormation could not delete what it replaced.
        outcome: outcomeOf(
          environment,
          step,
          look.result,
          look.result === "updated" ? look.observed.reason : "",
          look.observed.stackId,
        ),
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
      const moved = await movedReference(ports, run, environment, step);
      if (moved !== null) return failure(moved);
      return {
        do: "act",
        operation: look.do,
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
