import { inEachResource, type Rule } from "./candidate.ts";

// Types whose policy is Snapshot where the template says nothing. Source: template reference, "DeletionPolicy attribute".
const snapshotByDefault: Readonly<
  Record<string, (properties: Readonly<Record<string, unknown>>) => boolean>
> = {
  "AWS::RDS::DBCluster": () => true,
  "AWS::RDS::DBInstance": (properties) => properties["DBClusterIdentifier"] === undefined,
};

/**
 * What a rollback destroys must be destroyable. Under a plan that carries the letter of 21.03, a resource that is kept or
 * copied to a snapshot is refused where the rollback destroys; other plans carry it and announce it.
 */
export const deletionPolicies: Rule = inEachResource(
  ({ step, type, body, properties, where, logicalId }, { demands }) => {
    if (demands.keptResources !== "refused" || !demands.environments[step.environment].destroys) return [];
    // A replacement's policy only matters once the resource exists; the plan's irreversible changes require one.
    const policy =
      body["DeletionPolicy"] ?? (snapshotByDefault[type]?.(properties) === true ? "Snapshot" : undefined);
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
