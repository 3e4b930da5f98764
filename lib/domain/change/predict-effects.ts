import { fullDiff, type TemplateDiff } from "@aws-cdk/cloudformation-diff/lib/diff-template.js";
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

const impacts: Readonly<Record<string, Effect["effect"]>> = {
  WILL_CREATE: "add",
  WILL_IMPORT: "add",
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
    const effect = impacts[change.changeImpact];
    if (effect === undefined) return;
    effects.set(logicalId, {
      effect,
      logicalId,
      type: change.newResourceType ?? change.oldResourceType ?? "unknown",
      because: reasonsOf(change.changeImpact, Object.entries(change.propertyUpdates)),
    });
  });
  // CloudFormation puts a stack's tags on every resource that can carry them.
  if (before !== null && JSON.stringify(sorted(before.tags)) !== JSON.stringify(sorted(wanted.tags)))
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
  if (impact === "WILL_CREATE" || impact === "WILL_DESTROY") return [];
  return updates.map(([name, { changeImpact }]) =>
    changeImpact === "WILL_REPLACE"
      ? `${name}, which replaces`
      : changeImpact === "MAY_REPLACE"
        ? `${name}, which may replace`
        : name,
  );
}

/** Additions only: whoever loses a permission is no danger. */
function wideningOf({ iamChanges, securityGroupChanges }: TemplateDiff): readonly string[] {
  const [, ...statements] = iamChanges.hasChanges ? iamChanges.summarizeStatements() : [];
  const [, ...policies] = iamChanges.hasChanges ? iamChanges.summarizeManagedPolicies() : [];
  const [, ...rules] = securityGroupChanges.hasChanges ? securityGroupChanges.summarize() : [];
  const added = ([sign]: readonly string[]) => plain(sign) === "+";
  return [
    ...statements
      .filter(added)
      .map((row) => row.map(plain))
      .map(([, resource, effect, action, principal, condition]) =>
        [
          `IAM: ${effect} ${action} on ${resource} to ${principal}`,
          ...(condition ? [`if ${condition}`] : []),
        ].join(" "),
      ),
    ...policies
      .filter(added)
      .map((row) => row.map(plain))
      .map(([, role, policy]) => `IAM: ${policy} for ${role}`),
    ...rules
      .filter(added)
      .map((row) => row.map(plain))
      .map(
        ([, group, direction, protocol, peer]) =>
          `Network: ${group} ${direction === "In" ? "lets in" : "lets out"} ${protocol} ${direction === "In" ? "from" : "to"} ${peer}`,
      ),
  ];
}

const escapeCode = String.fromCharCode(27);

/** A cell of the library's tables without its terminal colours, on one line. */
const plain = (cell = ""): string =>
  cell
    .split(escapeCode)
    .map((piece, index) => (index === 0 ? piece : piece.replace(/^\[[0-9;]*m/, "")))
    .join("")
    .replace(/\s*\n\s*/g, ", ");

/** The template with its parameters' values in place, so that one that changes is seen where it is used; null if it is not JSON. */
function withValues({ template, parameters }: Deployment): Template | null {
  let parsed: unknown;
  try {
    parsed = JSON.parse(template);
  } catch {
    return null;
  }
  const replace = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(replace);
    if (typeof value !== "object" || value === null) return value;
    const reference = (value as { Ref?: unknown }).Ref;
    if (typeof reference === "string" && Object.hasOwn(parameters, reference)) return parameters[reference];
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, replace(inner)]));
  };
  return replace(parsed) as Template;
}

const sorted = (tags: Readonly<Record<string, string>>) =>
  Object.entries(tags).sort(([one], [other]) => (one < other ? -1 : 1));
