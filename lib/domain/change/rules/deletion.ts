import { holdsData } from "../../../resources/tables.ts";
import { deletionPolicyOf } from "../template/deletion-policy.ts";
import { type ChangeRule, inEachResource } from "./candidate.ts";

/**
 * What a rollback destroys must be destroyable. Under a plan that carries the letter of 21.03, a resource that is kept or
 * copied to a snapshot is refused where the rollback destroys; other plans carry it and announce it.
 */
export const deletionPolicies: ChangeRule = inEachResource(
  ({ step, type, body, where, logicalId }, { demands }) => {
    if (demands.keptResources !== "refused" || !demands.environments[step.environment].destroys) return [];
    // A replacement's policy only matters once the resource exists; the plan's irreversible changes require one.
    const policy = deletionPolicyOf(type, body);
    return typeof policy !== "string" || policy === "Delete"
      ? []
      : [
          {
            rule: "deletion-policy",
            where,
            seen: `${logicalId} has the DeletionPolicy ${policy}`,
            todo: `a rollback of ${step.environment} destroys everything (section ${demands.environments[step.environment].clause} of the plan): set Delete there`,
          },
        ];
  },
);

/**
 * Data does not belong where a rollback of production tears down: there it would be lost with the part. Plans that are not the
 * letter of 21.03 announce it instead: a queue beside the function that empties it is in nearly every application.
 */
export const dataWhereTornDown: ChangeRule = (steps, context) => {
  const { refusals } = lostWithItsPart(steps, context);
  if (context.demands.keptResources === "refused") return { refusals, unknown: [] };
  return {
    refusals: [],
    unknown: refusals.map((one) => ({
      ...one,
      todo: `what it holds then is lost with it, unless you ${one.todo}`,
    })),
  };
};

/** Log groups are an exception, because a rollback first keeps their newest events (21.03 section 6.4). */
const lostWithItsPart: ChangeRule = inEachResource(({ step, type, where, logicalId }, { demands }) => {
  const { destroys, keeps, clause } = demands.environments[step.environment];
  if (destroys || step.part === null || keeps.includes(step.part)) return [];
  if (!holdsData.includes(type) || type === "AWS::Logs::LogGroup") return [];
  return [
    {
      rule: "data-torn-down",
      where,
      seen: `${logicalId} (${type}) holds data, and a rollback of ${step.environment} deletes the part ${step.part}`,
      todo: `move it to a stack of a part that is kept (${keeps.join(", ")}; section ${clause} of the plan)`,
    },
  ];
});
