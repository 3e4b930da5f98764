import { resourceTypeOf } from "../template/resource-type.ts";
import { isAsText, isObject, memberOf, type Objects, objectIn, type Value } from "../template/values.ts";
import type { Effect } from "./effects.ts";
import { specOf } from "./service-spec.ts";

/** What happens to one resource by itself, before references are followed. */
export type PredictedChange = Pick<Effect, "effect" | "logicalId" | "type"> & {
  readonly because: readonly string[];
  /** Properties that change; all where the resource as a whole comes or goes, or where nobody can tell. */
  readonly properties: readonly string[] | "all";
};

/**
 * Everything that differs between the resources of two evaluated templates. Values are compared as texts, as CloudFormation deploys
 * them: 16.1 and "16.1" are the same, "16.1" and "16.10" are not.
 */
export function resourceChanges(before: Objects, after: Objects): readonly PredictedChange[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((logicalId) => {
    const was = memberOf(before, logicalId);
    const becomes = memberOf(after, logicalId);
    const whole = (effect: Effect["effect"], type: string, because: readonly string[]): PredictedChange => ({
      effect,
      logicalId,
      type,
      because,
      properties: "all",
    });
    if (was === undefined) return [whole("add", resourceTypeOf(becomes), [])];
    if (becomes === undefined)
      return [
        whole(
          "remove",
          resourceTypeOf(was),
          isKept(was) ? ["it stays behind, and no stack holds it any more"] : [],
        ),
      ];
    const type = resourceTypeOf(becomes);
    if (resourceTypeOf(was) !== type)
      return [whole("replace", type, [`the type, from ${resourceTypeOf(was)} to ${type}`])];
    const change = changeWithin(was, becomes, type);
    return change === null ? [] : [{ logicalId, type, ...change }];
  });
}

function changeWithin(
  was: Value,
  becomes: Value,
  type: string,
): Omit<PredictedChange, "logicalId" | "type"> | null {
  const { replaces } = specOf(type);
  const [before, after] = [objectIn(was), objectIn(becomes)];
  const properties = namesThatDiffer(objectIn(before["Properties"]), objectIn(after["Properties"]));
  const attributes = namesThatDiffer(before, after).filter(
    (name) =>
      name !== "Properties" ||
      !isObject(memberOf(before, name) ?? {}) ||
      !isObject(memberOf(after, name) ?? {}),
  );
  if (properties.length + attributes.length === 0) return null;
  return {
    effect: properties.some((name) => replaces(name) !== "no") ? "replace" : "modify",
    because: [
      ...properties.map((name) => `${name}${consequences[replaces(name)]}`),
      ...attributes.map((name) => attribute(name, memberOf(before, name), memberOf(after, name))),
    ],
    properties,
  };
}

/** What a changed property does to its resource, in words behind its name. */
export const consequences = { yes: ", which replaces", maybe: ", which may replace", no: "" } as const;

function namesThatDiffer(before: Objects, after: Objects): readonly string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((name) => !isAsText(memberOf(before, name), memberOf(after, name)))
    .sort();
}

/** A changed attribute of a resource, such as its DeletionPolicy, with its values if they are short. */
function attribute(name: string, before: Value | undefined, after: Value | undefined): string {
  const isShort = (value: Value | undefined) => value === undefined || typeof value === "string";
  return isShort(before) && isShort(after) ? `${name} from ${before ?? "none"} to ${after ?? "none"}` : name;
}

// Source: template reference, "DeletionPolicy attribute".
const isKept = (resource: Value): boolean =>
  ["Retain", "RetainExceptOnCreate"].includes(String(objectIn(resource)["DeletionPolicy"]));
