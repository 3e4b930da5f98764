import type { Deployed } from "./stack-types.ts";
import { type Change, changesBetween } from "./templates.ts";

/**
 * What a change set lists: what its template changes, and every resource that follows. Source: CloudFormation API reference,
 * ResourceChange and ResourceChangeDetail: a new value of a parameter (ChangeSource ParameterReference), the new id or attribute
 * of a resource that is replaced or modified (ResourceReference, ResourceAttribute), and the stack's tags (Scope Tags).
 */
export function changesListed(before: Deployed, after: Deployed): readonly Change[] {
  const listed = new Map(
    changesBetween(before.template, after.template).map((change) => [change.logicalId, change]),
  );
  const names = new Set([...Object.keys(before.parameters), ...Object.keys(after.parameters)]);
  const moved = [...names].filter((name) => before.parameters[name] !== after.parameters[name]);
  const kept = Object.entries(after.template.resources).filter(([id]) => id in before.template.resources);
  for (let settled = false; !settled; ) {
    settled = true;
    for (const [logicalId, { Type: type, Properties = {} }] of kept) {
      if (listed.has(logicalId)) continue;
      const properties = Object.keys(Properties).filter((name) => follows(Properties[name], moved, listed));
      if (properties.length === 0) continue;
      // What a name will be is known only when it is deployed, so whether it replaces the resource is not.
      const replacement = properties.some((name) => name.endsWith("Name")) ? "Conditional" : "False";
      listed.set(logicalId, { action: "Modify", logicalId, type, replacement, properties, policy: null });
      settled = false;
    }
  }
  const isTagged = JSON.stringify(sorted(before.tags)) !== JSON.stringify(sorted(after.tags));
  for (const [logicalId, { Type: type }] of isTagged ? kept : [])
    if (!listed.has(logicalId))
      listed.set(logicalId, {
        action: "Modify",
        logicalId,
        type,
        replacement: "False",
        properties: [],
        policy: null,
        attribute: "Tags",
      });
  return [...listed.values()];
}

const sorted = (tags: Readonly<Record<string, string>>) => Object.entries(tags).sort();

/** Whether a value refers to a parameter that has another value, or to a resource that changes so that the value may. */
function follows(value: unknown, moved: readonly string[], listed: ReadonlyMap<string, Change>): boolean {
  if (typeof value !== "object" || value === null) return false;
  const { Ref, "Fn::GetAtt": attribute } = value as {
    readonly Ref?: unknown;
    readonly "Fn::GetAtt"?: unknown;
  };
  if (typeof Ref === "string") return moved.includes(Ref) || isReplaced(listed.get(Ref));
  if (Array.isArray(attribute)) return listed.get(String(attribute[0]))?.action === "Modify";
  return Object.values(value).some((inner) => follows(inner, moved, listed));
}

const isReplaced = (change: Change | undefined): boolean =>
  change?.action === "Modify" && change.replacement !== "False";
