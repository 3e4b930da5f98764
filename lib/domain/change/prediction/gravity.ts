import { type Objects, objectIn, type Value } from "../template/values.ts";
import type { Effect } from "./effects.ts";
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
  effect: Pick<Effect, "effect" | "type"> & { readonly properties: readonly string[] },
  { before, after }: ResourcePair,
): NonNullable<Effect["gravity"]> {
  const spec = specOf(effect.type);
  const loses = effect.effect === "remove" || effect.effect === "replace";
  if (spec.isStateful) {
    const policy =
      effect.effect === "remove" ? keptBy(before, "DeletionPolicy") : keptBy(after, "UpdateReplacePolicy");
    if (loses && !policy) return "data-lost";
  }
  if (
    ["DeletionPolicy", "UpdateReplacePolicy"].some(
      (name) => keptBy(before, name) && after !== undefined && !keptBy(after, name),
    )
  )
    return "data-lost";
  const grants =
    effect.properties.length === 0 ? grantsAnything(spec, after) : effect.properties.some(spec.grants);
  if (effect.effect !== "remove" && grants) return "widened";
  return loses ? "replaced" : "changed";
}

/** Whether a policy of a resource keeps what it holds. Source: template reference, DeletionPolicy attribute. */
const keptBy = (resource: Objects | undefined, policy: string): boolean =>
  /Retain|Snapshot/.test(String(resource?.[policy] ?? ""));

const grantsAnything = (spec: TypeSpec, resource: Objects | undefined): boolean =>
  spec.grants(null) || Object.keys(propertiesOf(resource)).some(spec.grants);

/** The properties of a resource. */
export const propertiesOf = (resource: Objects | undefined): Readonly<Record<string, Value>> =>
  objectIn(resource?.["Properties"]);
