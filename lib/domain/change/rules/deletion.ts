import { deletionPolicyOf } from "../template/deletion-policy.ts";
import { inEachResource, type Rule } from "./candidate.ts";

/**
 * What a rollback destroys must be destroyable. Under a plan that carries the letter of 21.03, a resource that is kept or
 * copied to a snapshot is refused where the rollback destroys; other plans carry it and announce it.
 */
export const deletionPolicies: Rule = inEachResource(
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
