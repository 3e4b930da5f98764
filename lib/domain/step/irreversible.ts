import { cdkHelpers } from "../../resources/reach.ts";
import { holdsData, oneWay } from "../../resources/tables.ts";
import { isCustomResource } from "../custom-resource.ts";
import type { Environment, Part } from "../environment.ts";
import type { ResourceChange } from "../records/resource-change.ts";
import { losesResource } from "./change-set.ts";

/** Parts in which every resource counts as holding data: one that has no row may. */
const partsWithData: readonly Part[] = ["database", "storage"];

/** What holds no data wherever it stands: the CDK's own helpers, and what the CDK tells of itself. */
const neverWithData: readonly string[] = [...cdkHelpers, "AWS::CDK::Metadata"];

/** Whether data may be lost with a resource: its type says so, or its part. */
const mayHoldData = (type: string, part: Part): boolean =>
  holdsData.includes(type) || (partsWithData.includes(part) && !neverWithData.includes(type));

/** A change that can't be undone and that the plan allows by name. */
export type AllowedChange = {
  readonly environment: Environment;
  readonly step: string;
  readonly logicalId: string;
  readonly reason: string;
};

/** The step that a change set belongs to, and what the plan allows there. */
export type Site = {
  readonly environment: Environment;
  readonly step: string;
  readonly part: Part;
  readonly allowed: readonly AllowedChange[];
};

/**
 * Why a change set may not be executed: every step must be reversible (21.03 section 2), and these changes aren't. Null if
 * every change can be undone, or if the plan allows it and CloudFormation keeps what is replaced. Of a custom resource it cannot
 * keep anything, so there the plan decides alone.
 */
export function irreversibleIn(changes: readonly ResourceChange[], site: Site): string | null {
  const { environment, step, part, allowed } = site;
  const problems = changes.flatMap((change) => {
    const what = irreversible(change, part);
    if (what === null) return [];
    const { logicalId, type, policy } = change;
    const allowance = allowed.find(
      (other) => other.environment === environment && other.step === step && other.logicalId === logicalId,
    );
    if (allowance === undefined) return [`${type} ${logicalId} ${what}`];
    if (!losesResource(change) || keepsOld(change) || isCustomResource(type)) return [];
    return [
      `${type} ${logicalId} ${what}, which the plan allows (${allowance.reason}) only if a snapshot or the old resource is kept (its policy is ${policy ?? "Delete"})`,
    ];
  });
  if (problems.length === 0) return null;
  return `it cannot be undone: ${problems.join("; ")}; split the change, or allow it in the plan under irreversibleChanges`;
}

/**
 * Why this change set may not restore a step; null if it may. It may not replace a resource that holds data and
 * keep nothing of the old one. What it removes does not count: the run that is undone added it. Nor does a custom resource, whose
 * function was asked for the change that is undone.
 */
export function lostByRestoring(changes: readonly ResourceChange[], part: Part): string | null {
  const lost = changes.filter(
    (change) =>
      mayHoldData(change.type, part) &&
      !isCustomResource(change.type) &&
      change.action === "Modify" &&
      losesResource(change) &&
      !keepsOld(change),
  );
  if (lost.length === 0) return null;
  return `putting it back would replace ${lost.map(({ type, logicalId }) => `${type} ${logicalId}`).join(", ")} and lose what is in it: a person must decide`;
}

const keepsOld = ({ policy }: ResourceChange): boolean => /Retain|Snapshot/.test(policy ?? "");

/** What about a change cannot be undone, in words; null if everything can. */
function irreversible(change: ResourceChange, part: Part): string | null {
  if (mayHoldData(change.type, part) && losesResource(change))
    return change.action === "Modify"
      ? `${change.replacement === "True" ? "is" : "may be"} replaced`
      : "is removed";
  const properties = change.properties.filter((property) => oneWay[change.type]?.includes(property));
  return properties.length === 0 ? null : `changes ${properties.join(", ")}, which cannot be changed back`;
}
