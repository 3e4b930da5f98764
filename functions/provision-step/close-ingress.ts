import { type Change, type Step, stepsInOrder } from "../../lib/domain/change/manifest.ts";
import type { RemovedStep } from "../../lib/domain/records/removed-step.ts";
import { openedWith } from "../../lib/domain/run/opened.ts";
import { provisioned, provisionIntents } from "../../lib/domain/step/attempts.ts";
import { anotherStack } from "../../lib/domain/step/next-removal.ts";
import { removedIngress } from "../../lib/domain/step/removed-step.ts";
import { standingOf } from "../../lib/domain/step/stack-status.ts";
import { requestToken } from "../../lib/domain/step/token.ts";
import type { Plan } from "../../lib/plan/schema.ts";
import type { RunRecords } from "../../lib/ports/records/port.ts";
import type { Patience } from "../../lib/shared-use-cases/patience.ts";
import type { TaskPorts } from "../../lib/tasks/tasks.ts";
import { type Driven, driveStep, type Journal, type Outcome, type StepMove } from "./drive-step.ts";
import { witnessOf } from "./witness.ts";

/**
 * Deletes the ingress that an earlier run opened, before anything in production changes: 21.03 section 6.3 allows
 * no public access before validation. Ingress that the change no longer has goes first. A step is deleted before the
 * steps that it depends on. If the plan says `hold`, the ingress stays. Errors as `driveStep`.
 */
export async function closeIngress(
  ports: TaskPorts<"provision-step">,
  journal: Journal,
  change: Change,
  { ingressDuringUpdate }: Plan,
  patient: Patience,
): Promise<Driven> {
  if (ingressDuringUpdate === "hold") return "done";
  const { runId, entries } = journal.run;
  const ingress = [
    ...removedIngress(openedWith(runId, entries), "production"),
    ...stepsInOrder(change, "production", "ingress").toReversed(),
  ];
  for (const step of ingress) {
    const driven = await driveStep(
      journal,
      patient,
      (now) => nextClosing(ports.stacks, now, step),
      witnessOf(ports, { environment: "production", ...step }, null),
    );
    await journal.flush();
    if (driven !== "done") return driven;
  }
  return "done";
}

/** What to do next to close the ingress of one step. */
async function nextClosing(
  stacks: TaskPorts<"provision-step">["stacks"],
  { runId, entries }: RunRecords,
  { step, part, stackName, stackId }: Pick<Step, "step" | "part" | "stackName"> & Partial<RemovedStep>,
): Promise<StepMove> {
  const token = requestToken(runId, "production", step, "close-ingress", 1);
  const where = { environment: "production", step, part } as const;
  const subject = `production/${step}`;
  const outcome = (result: Outcome["detail"]["result"], reason: string): Outcome => ({
    action: "provision-step",
    kind: "outcome",
    subject,
    detail: { ...where, result, reason },
  });
  const failure = (reason: string) =>
    ({
      do: "fail",
      as: "failed",
      outcome: outcome("failed", `ingress could not be closed: ${reason}`),
    }) as const;
  const observed = await stacks.observe(stackName);
  const intended = provisionIntents(entries, "production").some((intent) => intent.token === token);
  const standing = standingOf(observed.status);
  if (standing === "absent") {
    const recorded = provisioned(entries, "production", step)?.result === "ingress-closed";
    return { do: "finish", outcome: intended && !recorded ? outcome("ingress-closed", "") : null };
  }
  if (standing === "busy") return { do: "wait" };
  if (stackId !== undefined && observed.stackId !== stackId) return failure(anotherStack);
  if (intended && observed.tokens[0] === token) return failure(observed.reason);
  return {
    do: "act",
    operation: "close-ingress",
    intent: intended
      ? null
      : {
          action: "provision-step",
          kind: "intent",
          subject,
          detail: {
            ...where,
            operation: "close-ingress",
            attempt: 1,
            stackName,
            stackId: observed.stackId,
            token,
            wantedDigest: token,
            baselineDigest: null,
          },
        },
    async act() {
      const answer = await stacks.remove(observed.stackId ?? stackName, token);
      if (typeof answer === "object") return failure(answer.refused);
      return answer === "busy" ? "busy" : "begun";
    },
  };
}
