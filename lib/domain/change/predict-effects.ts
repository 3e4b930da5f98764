import {
  fullDiff,
  type ResourceImpact,
  type TemplateDiff,
} from "@aws-cdk/cloudformation-diff/lib/diff-template.js";
import { canonicalJson } from "../canonical.ts";
import { type Effect, gravestFirst } from "./effects.ts";

/** What is deployed, or is to be: everything that CloudFormation derives a stack's resources from. */
export type Deployment = {
  readonly template: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
};

/** What can be known beforehand of one step. */
export type Prediction = {
  readonly effects: readonly Effect[];
  /** What somebody may do from now on that nobody could before: IAM statements, managed policies, security-group rules. */
  readonly widening: readonly string[];
};

type Template = { readonly Resources?: Readonly<Record<string, { readonly Type?: string }>> };

const impacts: Readonly<Record<ResourceImpact, Effect["effect"]>> = {
  WILL_CREATE: "add",
  WILL_IMPORT: "add",
  // Only properties that no specification describes differ, such as those of a custom resource.
  NO_CHANGE: "modify",
  WILL_UPDATE: "modify",
  MAY_REPLACE: "replace",
  WILL_REPLACE: "replace",
  WILL_DESTROY: "remove",
  WILL_ORPHAN: "remove",
};

/** The predicted effect on every resource of a step, gravest first, and what it widens. `before` is null for a new stack. */
export function predictEffects(before: Deployment | null, wanted: Deployment): Prediction {
  const old = before === null ? {} : withValues(before);
  const next = withValues(wanted) ?? {};
  if (old === null) return { effects: incomparable(next), widening: [] };
  const diff = fullDiff(old, next);
  const effects = new Map<string, Effect>();
  diff.resources.forEachDifference((logicalId, change) => {
    effects.set(logicalId, {
      effect: impacts[change.changeImpact],
      logicalId,
      type: change.newResourceType ?? change.oldResourceType ?? "unknown",
      because: reasonsOf(change.changeImpact, Object.entries(change.propertyUpdates)),
    });
  });
  // CloudFormation puts a stack's tags on every resource that can carry them.
  if (before !== null && canonicalJson(before.tags) !== canonicalJson(wanted.tags))
    for (const [logicalId, { Type = "unknown" }] of Object.entries(next.Resources ?? {}))
      if (!effects.has(logicalId))
        effects.set(logicalId, { effect: "modify", logicalId, type: Type, because: ["the stack's tags"] });
  return { effects: gravestFirst([...effects.values()]), widening: wideningOf(diff) };
}

/** Somebody else deployed the stack, and not as JSON: whatever is wanted may replace what is there. */
const incomparable = ({ Resources = {} }: Template): readonly Effect[] =>
  Object.entries(Resources).map(([logicalId, { Type = "unknown" }]) => ({
    effect: "replace",
    logicalId,
    type: Type,
    because: ["the deployed template is not JSON, so it cannot be compared"],
  }));

function reasonsOf(
  impact: string,
  updates: readonly (readonly [string, { readonly changeImpact?: string }])[],
): string[] {
  if (impact === "WILL_ORPHAN") return ["it stays behind, and no stack holds it any more"];
  return updates.map(([name, { changeImpact }]) =>
    changeImpact === "WILL_REPLACE"
      ? `${name}, which replaces`
      : changeImpact === "MAY_REPLACE"
        ? `${name}, which may replace`
        : name,
  );
}

/** Permissions and rules that are added, and denials that fall away: whoever loses a permission is no danger. */
function wideningOf({ iamChanges, securityGroupChanges }: TemplateDiff): readonly string[] {
  const widens = ([sign, , effect]: readonly string[]) => sign === (effect === "Deny" ? "-" : "+");
  const added = ([sign]: readonly string[]) => sign === "+";
  return [
    ...rowsOf(iamChanges.summarizeStatements())
      .filter(widens)
      .map(
        ([sign, resource, effect, action, principal, condition]) =>
          `IAM: ${sign === "-" ? "no longer " : ""}${effect} ${action} on ${resource} to ${principal}${condition ? ` if ${condition.replace(/\n\s*/g, " ")}` : ""}`,
      ),
    ...rowsOf(iamChanges.summarizeManagedPolicies())
      .filter(added)
      .map(([, role, policy]) => `IAM: ${policy} for ${role}`),
    ...rowsOf(securityGroupChanges.summarize())
      .filter(added)
      .map(
        ([, group, direction, protocol, peer]) =>
          `Network: ${group} ${direction === "In" ? "lets in" : "lets out"} ${protocol} ${direction === "In" ? "from" : "to"} ${peer}`,
      ),
  ].map((line) => line.replaceAll("\n", ", "));
}

const colours = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, "g");

/** The rows of a table of the library, each cell without its terminal colours. */
const rowsOf = (table: readonly (readonly string[])[]) =>
  table.map((row) => row.map((cell) => cell.replace(colours, "")));

/** The template with its parameters' values in place, so that one that changes is seen where it is used; null if it is not JSON. */
function withValues({ template, parameters }: Deployment): Template | null {
  let parsed: unknown;
  try {
    parsed = JSON.parse(template);
  } catch {
    return null;
  }
  const values = new Map(Object.entries(parameters));
  const replace = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(replace);
    if (typeof value !== "object" || value === null) return value;
    const { Ref, "Fn::Sub": sub } = value as { readonly Ref?: string; readonly "Fn::Sub"?: unknown };
    const given = values.get(Ref ?? "");
    if (given !== undefined) return given;
    if (sub !== undefined) return { "Fn::Sub": substituted(sub, values, replace) };
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, replace(inner)]));
  };
  return replace(parsed) as Template;
}

/** The text of a Fn::Sub with the parameters' values in place; what it names itself hides a parameter of that name. */
function substituted(
  sub: unknown,
  values: ReadonlyMap<string, string>,
  replace: (value: unknown) => unknown,
): unknown {
  const [text, own] = (Array.isArray(sub) ? sub : [sub]) as [unknown, (object | null)?];
  if (typeof text !== "string") return replace(sub);
  const filled = text.replace(/\$\{([A-Za-z0-9]+)\}/g, (whole, name: string) =>
    Object.hasOwn(own ?? {}, name) ? whole : (values.get(name) ?? whole),
  );
  return [filled, replace(own ?? {})];
}
