import { oneWay } from "../../resources/tables.ts";
import type { Environment, Part } from "../environment.ts";
import { losesResource, type ResourceChange } from "./change-set.ts";

/** Parts whose resources hold what nobody can make again. The rows' cell `holdsData` says it by type. */
const partsWithData: readonly Part[] = ["database", "storage"];

/** A change that cannot be undone, allowed by name in the plan. */
export type AllowedChange = {
  readonly environment: Environment;
  readonly step: string;
  readonly logicalId: string;
  readonly reason: string;
};

/** Where a change set stands, and what the plan allows there. */
export type Site = {
  readonly environment: Environment;
  readonly step: string;
  readonly part: Part;
  readonly allowed: readonly AllowedChange[];
};

/**
 * Why a change set may not be executed: every step must be reversible (21.03 section 2), and what it would do to these
 * resources is not. Null if all of it can be undone, or the plan allows it and CloudFormation keeps what is replaced.
 */
export function irreversibleIn(changes: readonly ResourceChange[], site: Site): string | null {
  const { environment, step, part, allowed } = site;
  const problems = changes.flatMap((change) => {
    const what = irreversible(change, part);
    if (what === null) return [];
    const { logicalId, type, policy } = change;
    const isAllowed = allowed.some(
      (other) => other.environment === environment && other.step === step && other.logicalId === logicalId,
    );
    if (!isAllowed) return [`${type} ${logicalId} ${what}`];
    if (!losesResource(change) || keepsOld(change)) return [];
    return [
      `${type} ${logicalId} ${what}, which the plan allows only if a snapshot or the old resource is kept (its policy is ${policy ?? "Delete"})`,
    ];
  });
  if (problems.length === 0) return null;
  return `it cannot be undone: ${problems.join("; ")}; split the change, or allow it in the plan under irreversibleChanges`;
}

/**
 * Why a step may not be put back by this change set: it would replace a resource that holds data and keep nothing of the
 * old one. What it removes was added by the run that is undone.
 */
export function lostByRestoring(changes: readonly ResourceChange[], part: Part): string | null {
  const lost = changes.filter(
    (change) =>
      partsWithData.includes(part) &&
      change.action === "Modify" &&
      losesResource(change) &&
      !keepsOld(change),
  );
  if (lost.length === 0) return null;
  return `putting it back would replace ${lost.map(({ type, logicalId }) => `${type} ${logicalId}`).join(", ")} and lose what is in it: somebody has to decide`;
}

const keepsOld = ({ policy }: ResourceChange): boolean => /Retain|Snapshot/.test(policy ?? "");

/** What about a change cannot be undone, in words; null if nothing. */
function irreversible(change: ResourceChange, part: Part): string | null {
  if (partsWithData.includes(part) && losesResource(change))
    return change.action === "Modify"
      ? `${change.replacement === "True" ? "is" : "may be"} replaced`
      : "is removed";
  const properties = change.properties.filter((property) => oneWay[change.type]?.includes(property));
  return properties.length === 0 ? null : `changes ${properties.join(", ")}, which cannot be changed back`;
}
