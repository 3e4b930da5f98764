import type { Scope } from "../../lib/domain/environment.ts";
import type { RemovedStep } from "../../lib/domain/records/removed-step.ts";
import { openedWith } from "../../lib/domain/run/opened.ts";
import { nothingStoodThere } from "../../lib/domain/run/reopening.ts";
import { isOverdue, provisioned, provisionIntents } from "../../lib/domain/step/attempts.ts";
import { nothingDeployed } from "../../lib/domain/step/deployed-digest.ts";
import { nextRemoval } from "../../lib/domain/step/next-removal.ts";
import { removalScope, removedFrom } from "../../lib/domain/step/removed-step.ts";
import { requestToken } from "../../lib/domain/step/token.ts";
import type { RunRecords } from "../../lib/ports/records/port.ts";
import { keepBaseline } from "../../lib/shared-use-cases/baseline.ts";
import type { TaskPorts } from "../../lib/tasks/tasks.ts";
import { type Approval, removalBeyondApproval } from "./approved.ts";
import type { Outcome, StepMove } from "./drive-step.ts";

type Ports = TaskPorts<"provision-step">;

/** The steps that this call removes, in their order: those of the first entry, once everything else in the environment is done. */
export const stepsToRemove = (
  { runId, entries }: RunRecords,
  environment: RemovedStep["environment"],
  scope: Scope,
): readonly RemovedStep[] =>
  scope === removalScope(environment)
    ? removedFrom(openedWith(runId, entries), environment).filter(
        ({ step }) => !isOver(provisioned(entries, environment, step)?.result),
      )
    : [];

const isOver = (result: Outcome["detail"]["result"] | undefined): boolean =>
  result === "removed" || result === "untouched" || result === "ingress-closed";

/** What to do next to remove one step that the change no longer has. What it deploys is kept first, so that it can be made again. */
export async function nextRemoving(
  ports: Ports,
  run: RunRecords,
  removed: RemovedStep,
  { approval, stepMinutes }: { readonly approval: Approval | null; readonly stepMinutes: number },
): Promise<StepMove> {
  const { environment, step, part, stackName } = removed;
  const subject = `${environment}/${step}`;
  const ended = (result: Outcome["detail"]["result"], reason = ""): Outcome => ({
    action: "provision-step",
    kind: "outcome",
    subject,
    detail: { environment, step, part, result, reason },
  });
  const failure = (reason: string, as: "failed" | "unknown" = "failed") =>
    ({ do: "fail", as, outcome: ended(as, reason) }) as const;
  const intents = provisionIntents(run.entries, environment).filter(
    (intent) => intent.step === step && intent.operation === "remove",
  );
  const attempted = intents.at(-1) ?? null;
  const observed = await ports.stacks.observe(stackName);
  const move = nextRemoval(observed, removed, attempted);
  switch (move.do) {
    case "finish":
      return {
        do: "finish",
        outcome: ended(move.result, move.result === "removed" ? "" : nothingStoodThere),
      };
    case "fail":
      return failure(move.reason);
    case "stop":
      return failure(move.reason, "unknown");
    case "wait":
      return isOverdue(run.entries, environment, step, stepMinutes, ports.clock.nowMs())
        ? failure(`it took longer than the ${stepMinutes} minutes that the plan allows`)
        : { do: "wait" };
    case "remove": {
      const beyond = removalBeyondApproval(approval, removed);
      if (beyond !== null) return failure(beyond);
      const known = attempted?.baselineDigest ?? null;
      const kept = known === null ? await keepBaseline(ports, removed.stackId) : { digest: known };
      if ("refused" in kept) return failure(kept.refused);
      const token = requestToken(run.runId, environment, step, "remove", move.attempt);
      return {
        do: "act",
        operation: "remove",
        intent:
          attempted?.token === token
            ? null
            : {
                action: "provision-step",
                kind: "intent",
                subject,
                detail: {
                  environment,
                  step,
                  part,
                  operation: "remove",
                  attempt: move.attempt,
                  stackName,
                  stackId: removed.stackId,
                  token,
                  wantedDigest: nothingDeployed,
                  baselineDigest: kept.digest,
                  fromDigest: removed.deployedDigest,
                },
              },
        async act() {
          const answer = await ports.stacks.remove(removed.stackId, token);
          if (typeof answer === "object") return failure(answer.refused);
          return answer === "busy" ? "busy" : "begun";
        },
      };
    }
  }
}
