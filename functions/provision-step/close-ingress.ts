import { type Change, stepsInOrder } from "../../lib/domain/change/manifest.ts";
import type { FactOf } from "../../lib/domain/records/facts.ts";
import { openedWith } from "../../lib/domain/run/opened.ts";
import { provisioned, provisionIntents } from "../../lib/domain/step/attempts.ts";
import { standingOf } from "../../lib/domain/step/stack-status.ts";
import { requestToken } from "../../lib/domain/step/token.ts";
import type { RunRecords, Work } from "../../lib/ports/records/port.ts";
import type { Patience } from "../../lib/shared-use-cases/patience.ts";
import type { TaskPorts } from "../../lib/tasks.ts";

type Intent = FactOf<"provision-step", "intent">;
type Outcome = FactOf<"provision-step", "outcome">;
type Closing = { readonly run: RunRecords; readonly outcome: "done" | "waiting" | "failed" };

/**
 * Takes down the ingress that an earlier run opened, before anything of production changes: 21.03 section 6.3 allows no
 * public access before validation. What depends on another goes before it. A plan that says `hold` leaves it as it is.
 */
export async function closeIngress(
  { stacks, changes, records }: TaskPorts<"provision-step">,
  run: RunRecords,
  work: Work,
  change: Change,
  patient: Patience,
): Promise<Closing> {
  const plan = await changes.plan(openedWith(run.runId, run.entries).planDigest);
  if (plan.ingressDuringUpdate === "hold") return { run, outcome: "done" };
  let current = run;
  for (const { step, part, stackName } of stepsInOrder(change, "production", "ingress").toReversed()) {
    const token = requestToken(run.runId, "production", step, "close-ingress", 1);
    const where = { environment: "production", step, part } as const;
    const subject = `production/${step}`;
    const failed = async (reason: string): Promise<Closing> => {
      const fact: Outcome = {
        action: "provision-step",
        kind: "outcome",
        subject,
        detail: { ...where, result: "failed", reason: `ingress could not be closed: ${reason}` },
      };
      return { run: await records.append(current, work, [fact]), outcome: "failed" };
    };
    for (;;) {
      const observed = await stacks.observe(stackName);
      const intended = provisionIntents(current.entries, "production").some(
        (intent) => intent.token === token,
      );
      const standing = standingOf(observed.status);
      if (standing === "absent") {
        const closed: Outcome = {
          action: "provision-step",
          kind: "outcome",
          subject,
          detail: { ...where, result: "ingress-closed", reason: "" },
        };
        const recorded = provisioned(current.entries, "production", step)?.result === "ingress-closed";
        if (intended && !recorded) current = await records.append(current, work, [closed]);
        break;
      }
      if (standing === "busy") {
        if (!(await patient.lookAgain())) return { run: current, outcome: "waiting" };
        continue;
      }
      if (intended && observed.tokens[0] === token) return failed(observed.reason);
      const intent: Intent = {
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
      };
      // Also what was meant before is done only by whoever still has the lease: its writes are conditional on it.
      current = await records.append(current, work, intended ? [] : [intent]);
      const answer = await stacks.remove(observed.stackId ?? stackName, token);
      if (typeof answer === "object") return failed(answer.refused);
      if (answer === "busy" || intended) {
        if (!(await patient.lookAgain())) return { run: current, outcome: "waiting" };
      } else patient.moved();
    }
  }
  return { run: current, outcome: "done" };
}
