import type { Step } from "../../lib/domain/change/manifest.ts";
import type { Environment } from "../../lib/domain/environment.ts";
import type { FactOf } from "../../lib/domain/records/facts.ts";
import { provisionIntents } from "../../lib/domain/step/attempts.ts";
import { deployedDigest } from "../../lib/domain/step/deployed-digest.ts";
import { type Move, nextMove } from "../../lib/domain/step/next-move.ts";
import type { ObservedStack } from "../../lib/domain/step/stack.ts";
import { requestToken } from "../../lib/domain/step/token.ts";
import { environmentOf, type Plan } from "../../lib/plan/schema.ts";
import type { RunRecords } from "../../lib/ports/records/port.ts";
import type { Asked } from "../../lib/ports/stacks/port.ts";
import { keepDeployed } from "../../lib/shared-use-cases/baseline.ts";
import type { TaskPorts } from "../../lib/tasks/tasks.ts";
import type { Approval } from "./approved.ts";
import type { OperationContext, StepOperation } from "./operation.ts";
import { prepareChangeSet, updateStep } from "./update-step.ts";

type Intent = FactOf<"provision-step", "intent">;

type Detailed = Exclude<Intent["detail"]["operation"], "close-ingress" | "remove">;

/** A move that has an effect of its own, and one that has none. */
type Effect = Extract<Move, { do: Detailed }>;
type Rest = Exclude<Move, Effect>;

/** What to do next for a step, and what was seen; if it has an effect, the intent to record first (null if it is already recorded). */
export type StepLook = { readonly observed: ObservedStack } & (
  | Rest
  | {
      readonly do: Effect["do"];
      readonly intent: Intent | null;
      readonly act: () => Promise<Asked<string>>;
    }
);

/**
 * Looks at the step's stack and prepares the next move. It changes nothing; `act` does, after the intent is
 * recorded.
 */
export async function lookAtStep(
  ports: TaskPorts<"provision-step">,
  run: RunRecords,
  environment: Environment,
  step: Step,
  plan: Plan,
  approval: Approval | null,
): Promise<StepLook> {
  const { stackName, part } = step;
  const intents = provisionIntents(run.entries, environment).filter((intent) => intent.step === step.step);
  const attempted = intents.at(-1) ?? null;
  // Whoever operates on a stack that is changing, the next move is to wait. And whoever made one that this run has not touched, its
  // content alone decides.
  const observed = await ports.stacks.observe(
    stackName,
    attempted?.changeSet,
    attempted === null ? ["changing", "settled"] : ["changing"],
  );
  const kept = environmentOf(plan, environment).rollback.keep.includes(part);
  const wantedDigest = deployedDigest(step);
  const move = nextMove(observed, { digest: wantedDigest, kept }, attempted);
  if (move.do === "wait" || move.do === "finish" || move.do === "fail" || move.do === "stop")
    return { ...move, observed };

  // The same operation again is the same attempt: a worker stopped between its intent and its effect.
  const again = attempted?.operation === move.do;
  const attempt = again ? attempted.attempt : intents.length + 1;
  const token = requestToken(run.runId, environment, step.step, move.do, attempt);
  const operation = await operationOf(ports, move, {
    environment,
    step,
    plan,
    approval,
    observed,
    attempted,
    token,
  });
  if ("refused" in operation) return { do: "fail", reason: operation.refused, observed };
  const intent: Intent = {
    action: "provision-step",
    kind: "intent",
    subject: `${environment}/${step.step}`,
    detail: {
      environment,
      step: step.step,
      part,
      operation: move.do,
      attempt,
      stackName,
      stackId: observed.stackId,
      token,
      wantedDigest,
      ...operation.detail,
    },
  };
  return { do: move.do, intent: again ? null : intent, observed, act: operation.act };
}

async function operationOf(
  ports: TaskPorts<"provision-step">,
  move: Effect,
  context: OperationContext,
): Promise<StepOperation | { readonly refused: string }> {
  const { stacks, changes } = ports;
  const { stackName, templateDigest, parameters, tags } = context.step;
  const keepWanted = async (template: string) =>
    keepDeployed(ports, { templateDigest, parameters, tags }, template);
  switch (move.do) {
    case "create": {
      const template = await changes.bytes(templateDigest);
      await keepWanted(template);
      return {
        detail: { baselineDigest: null },
        act: () =>
          stacks.create({ stackName, template, parameters, previous: [], tags, token: context.token }),
      };
    }
    case "delete-leftover":
      return {
        detail: { baselineDigest: null },
        act: () => stacks.remove(context.observed.stackId ?? stackName, context.token),
      };
    case "continue-rollback":
      return {
        detail: { baselineDigest: null },
        act: () => stacks.continueRollback(stackName, context.token),
      };
    case "prepare":
      await keepWanted(await changes.bytes(templateDigest));
      return prepareChangeSet(ports, context);
    case "update":
      return updateStep(ports, context, move.by);
  }
}
