import { deletionPolicyOf, protectionsIn } from "../template/deletion-policy.ts";
import { resourceTypeOf } from "../template/resource-type.ts";
import { type Objects, objectIn, type Value } from "../template/values.ts";
import type { Effect } from "./effects.ts";
import type { PredictedChange } from "./resource-changes.ts";
import { specOf, type TypeSpec } from "./service-spec.ts";

/** A resource before and after; undefined where it does not exist. */
export type ResourcePair = { readonly before: Objects | undefined; readonly after: Objects | undefined };

/**
 * How grave an effect is for an approver.
 *
 * - `data-lost`: what the resource holds is lost, or no longer protected from loss
 * - `widened`: somebody may do more than before, or can reach more
 * - `replaced`: the resource is removed or made anew, and holds no data
 * - `changed`: everything else
 */
export function gravityOf(
  effect: Pick<PredictedChange, "effect" | "type" | "properties">,
  { before, after }: ResourcePair,
): NonNullable<Effect["gravity"]> {
  const loses = effect.effect === "remove" || effect.effect === "replace";
  // What RDS copies unasked counts as lost all the same.
  const policy =
    effect.effect === "remove" ? objectIn(before)["DeletionPolicy"] : objectIn(after)["UpdateReplacePolicy"];
  if (loses && specOf(resourceTypeOf(before)).isStateful && !keeps(policy)) return "data-lost";
  if (after !== undefined && protectionsOf(before).some((each) => !protectionsOf(after).includes(each)))
    return "data-lost";
  const spec = specOf(effect.type);
  const grants =
    effect.properties === "all" ? grantsAnything(spec, after) : effect.properties.some(spec.grants);
  if (effect.effect !== "remove" && grants) return "widened";
  return loses ? "replaced" : "changed";
}

/** Whether a policy keeps what a resource holds. Source: template reference, DeletionPolicy attribute. */
const keeps = (policy: Value | undefined): boolean => /Retain|Snapshot/.test(String(policy));

/** What protects a resource from the loss of what it holds. */
function protectionsOf(resource: Objects | undefined): readonly string[] {
  const body = objectIn(resource);
  const type = resourceTypeOf(resource);
  return [
    ...(keeps(deletionPolicyOf(type, body)) ? ["DeletionPolicy"] : []),
    ...(keeps(body["UpdateReplacePolicy"]) ? ["UpdateReplacePolicy"] : []),
    ...(specOf(type).isStateful ? protectionsIn(propertiesOf(resource)) : []),
  ];
}

const grantsAnything = (spec: TypeSpec, resource: Objects | undefined): boolean =>
  spec.grants(null) || Object.keys(propertiesOf(resource)).some(spec.grants);

/** The properties of a resource. */
export const propertiesOf = (resource: Objects | undefined): Readonly<Record<string, Value>> =>
  objectIn(resource?.["Properties"]);
