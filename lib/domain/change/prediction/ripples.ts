import type { Objects } from "../template/values.ts";
import type { Effect } from "./effects.ts";
import { propertiesOf } from "./gravity.ts";
import { isMutable, type Reference, referencesIn } from "./references.ts";
import { consequences } from "./resource-changes.ts";
import { evaluatedResources } from "./resources.ts";
import { specOf } from "./service-spec.ts";

/** One resource that changes because something it refers to does. */
export type Follower = {
  readonly logicalId: string;
  readonly effect: "modify" | "replace";
  readonly because: readonly string[];
  /** The properties that follow something. */
  readonly properties: readonly string[];
};

/** What is known to change before references are followed. */
export type Causes = {
  /** By logical id: `replace` changes the physical id and the attributes, `modify` perhaps the attributes. */
  readonly resources: ReadonlyMap<string, Effect["effect"]>;
  /** Names of exports, as JSON, whose values may change. */
  readonly exports: ReadonlySet<string>;
};

/**
 * Resources that change because of what they refer to, transitively: a replaced resource's id and attributes, a modified
 * resource's attributes, an export of another step whose value changes, a dynamic reference without a version.
 * CloudFormation lists them in its change set (API reference, ResourceChangeDetail: `ChangeSource`).
 */
export function followersOf(resources: Objects, causes: Causes): readonly Follower[] {
  const changing = new Map(causes.resources);
  const found = new Map<string, Follower>();
  for (let settled = false; !settled; ) {
    settled = true;
    for (const [logicalId, resource] of evaluatedResources(resources)) {
      const spec = specOf(resource.type);
      const because: string[] = [];
      const properties: string[] = [];
      let effect: Follower["effect"] = "modify";
      for (const [property, value] of Object.entries(propertiesOf(resource.body))) {
        const reasons = [
          ...new Set(
            [...referencesIn(value)].flatMap((reference) => reasonOf(reference, changing, causes, logicalId)),
          ),
        ];
        if (reasons.length === 0) continue;
        const replaces = spec.replaces(property);
        if (replaces !== "no") effect = "replace";
        properties.push(property);
        because.push(`${property} follows ${reasons.join(", ")}${consequences[replaces]}`);
      }
      if (because.length === 0) continue;
      const before = changing.get(logicalId);
      found.set(logicalId, { logicalId, effect, because, properties });
      if (before === "replace" || before === effect) continue;
      changing.set(logicalId, effect);
      settled = false;
    }
  }
  return [...found.values()];
}

function reasonOf(
  reference: Reference,
  changing: Causes["resources"],
  { exports }: Causes,
  own: string,
): readonly string[] {
  switch (reference.kind) {
    case "resource": {
      if (reference.logicalId === own) return [];
      const change = changing.get(reference.logicalId);
      return change === "replace" || (change === "modify" && reference.attribute !== null)
        ? [reference.logicalId]
        : [];
    }
    case "export":
      return exports.has(reference.name) ? [`the import ${reference.name}`] : [];
    case "dynamic":
      return isMutable(reference.text) ? [`${reference.text}, which is read at deployment`] : [];
  }
}
