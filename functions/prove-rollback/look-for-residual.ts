import type { Environment } from "../../lib/domain/environment.ts";
import type { Entry } from "../../lib/domain/records/entry.ts";
import { type FactOf, isFact } from "../../lib/domain/records/facts.ts";
import { belongsTo, isGone, onlyInStack } from "../../lib/domain/rollback/gone.ts";
import { provisionIntents, rollbackIntents } from "../../lib/domain/step/attempts.ts";
import { standingOf } from "../../lib/domain/step/stack-status.ts";
import type { ResourceId } from "../../lib/ports.ts";
import type { TaskPorts } from "../../lib/tasks.ts";

type Residual = FactOf<"prove-rollback">["detail"]["residual"];

/** What is left of a rolled-back environment. */
export type Remains = {
  readonly proved: boolean;
  readonly residual: Residual;
  /** What the plan keeps, by name. */
  readonly kept: readonly string[];
  readonly resourcesSeen: number;
  readonly ingressClosed: boolean;
};

/**
 * Describes every resource that any event of any deleted stack ever named. A step whose rollback failed, or never came
 * to an end, leaves the whole unproved.
 */
export async function lookForResidual(
  { stackReader, inspector }: TaskPorts<"prove-rollback">,
  entries: readonly Entry[],
  environment: Environment,
): Promise<Remains> {
  const outcomes = entries
    .filter(isFact("roll-back-step", "outcome"))
    .map(({ detail }) => detail)
    .filter((detail) => detail.environment === environment);
  const undone = (step: string) => outcomes.findLast((outcome) => outcome.step === step);
  const touched = [...new Set(provisionIntents(entries, environment).map(({ step }) => step))];
  const unfinished = touched.filter((step) => {
    const result = undone(step)?.result;
    return result === undefined || result === "failed" || result === "unknown";
  });
  const deletions = [
    ...provisionIntents(entries, environment),
    ...rollbackIntents(entries, environment),
  ].filter(({ step, stackId }) => stackId !== null && undone(step)?.result === "deleted");
  const stackIds = [...new Set(deletions.flatMap(({ stackId }) => stackId ?? []))];
  const stacks = await Promise.all(
    stackIds.map(async (stackId) => ({ stackId, observed: await stackReader.stands(stackId) })),
  );
  const standing: Residual = stacks
    .filter(({ observed }) => standingOf(observed.status) !== "absent")
    .map(({ stackId }) => ({ type: "AWS::CloudFormation::Stack", id: stackId, state: "present" }));
  const resources = (await Promise.all(stackIds.map((stackId) => stackReader.resourcesEver(stackId)))).flat();
  const residual = await stillThere(inspector, resources);
  return {
    proved: unfinished.length === 0 && standing.length === 0 && residual.length === 0,
    residual: [
      ...unfinished.map((step) => ({
        type: "step",
        id: `${environment}/${step}`,
        state: "unproven" as const,
      })),
      ...standing,
      ...residual,
    ],
    kept: outcomes.filter(({ result }) => result === "kept").map(({ step }) => `${environment}/${step}`),
    resourcesSeen: resources.length,
    ingressClosed: outcomes.some(({ part, result }) => part === "ingress" && result === "deleted"),
  };
}

async function stillThere(
  inspector: TaskPorts<"prove-rollback">["inspector"],
  resources: readonly ResourceId[],
): Promise<Residual> {
  const own = resources.filter(({ type }) => !(type in belongsTo) && !onlyInStack.includes(type));
  const seen = await Promise.all(
    own.map(async (resource) => ({ resource, state: isGone(await inspector.inspect(resource)) })),
  );
  const left = seen.flatMap(({ resource: { type, id }, state }) =>
    state === "gone" ? [] : [{ type, id, state }],
  );
  const dependent = resources.filter(({ type, stack }) =>
    seen.some(
      ({ resource, state }) =>
        resource.type === belongsTo[type] && resource.stack === stack && state !== "gone",
    ),
  );
  return [...left, ...dependent.map(({ type, id }) => ({ type, id, state: "unproven" as const }))];
}
