import { onlyInStack, ownerOf } from "../../resources/tables.ts";
import type { FactOf } from "../records/facts.ts";
import { identityOf } from "./resource-of-arn.ts";

/** One resource that was looked for, and how it was seen. */
export type Looked = NonNullable<FactOf<"look-for-residual">["detail"]["looked"]["items"]>[number];

/** How a resource is seen that must be gone and is not, or of which nothing proves that it is. */
const leftAs = ["present", "going", "unproven"] as const;

/** Whether a resource is left: it is there, on its way out, or not proved to be gone. */
export const isLeft = (looked: Looked): looked is Looked & { readonly is: (typeof leftAs)[number] } =>
  leftAs.some((one) => one === looked.is);

/** A resource that may be left, and what named it. */
export type Candidate = {
  readonly type: string;
  readonly id: string;
  readonly stack: string;
  readonly from: Looked["from"];
  readonly createdAtMs: number | null;
  /** Its properties, as the events of its stack tell them; absent if none does. */
  readonly properties?: Readonly<Record<string, unknown>> | null;
};

/**
 * The types of the resources that decide whether one of this type is gone: the type itself if a call describes it.
 */
const decidingTypes = (type: string): readonly string[] =>
  isOwned(type) ? (isCustom(type) ? functions : (ownerOf[type]?.types ?? []).flatMap(decidingTypes)) : [type];

const isOwned = (type: string): boolean => isCustom(type) || Object.hasOwn(ownerOf, type);

/** A custom resource exists as far as a function of its stack says. It is gone with all of them. */
const isCustom = (type: string): boolean =>
  type.startsWith("Custom::") || type === "AWS::CloudFormation::CustomResource";
const functions = ["AWS::Lambda::Function"];

/** The resources that a call describes. For the others, their owners or their stack decide. */
export const describable = (candidates: readonly Candidate[]): readonly Candidate[] =>
  candidates.filter(({ type }) => !isOwned(type) && !onlyInStack.includes(type));

/** Each resource once. The first candidate wins, so what the stack's own events say takes precedence. */
export function distinct(candidates: readonly Candidate[]): readonly Candidate[] {
  const first = new Map<string, Candidate>();
  for (const candidate of candidates) {
    const key = identityOf(candidate);
    if (!first.has(key)) first.set(key, candidate);
  }
  return [...first.values()];
}

/**
 * Judges the resources that no call describes: each is in the state of its possible owners in its stack. If the
 * stack has no possible owner, nothing proves that the resource is gone.
 */
export function dependent(
  candidates: readonly Candidate[],
  seen: readonly { readonly candidate: Candidate; readonly looked: Looked }[],
): readonly Looked[] {
  return candidates
    .filter(({ type }) => isOwned(type))
    .map(({ type, id, stack, from }): Looked => {
      const types = decidingTypes(type);
      const owners = seen.filter(
        ({ candidate }) => types.includes(candidate.type) && candidate.stack === stack,
      );
      const remaining = owners.find(({ looked }) => looked.is !== "gone");
      if (remaining !== undefined)
        return { type, id, from, is: remaining.looked.is, how: `it belongs to ${remaining.candidate.id}` };
      return owners.length === 0
        ? {
            type,
            id,
            from,
            is: "unproven",
            how: `no ${types.join(" or ")} of its stack tells whether it is gone`,
          }
        : {
            type,
            id,
            from,
            is: "gone",
            how: `with ${owners.map(({ candidate }) => candidate.id).join(", ")}`,
          };
    });
}
