import { onlyInStack, ownerOf } from "../../resources/tables.ts";
import type { FactOf } from "../records/facts.ts";

/** One resource that was looked for, and how it was seen. */
export type Looked = NonNullable<FactOf<"look-for-residual">["detail"]["looked"]["items"]>[number];

/** A resource that may be left, and what named it. */
export type Candidate = {
  readonly type: string;
  readonly id: string;
  readonly stack: string;
  readonly from: Looked["from"];
  readonly createdAtMs: number | null;
};

/** The types whose resources decide whether one of this type is gone; the type itself if it is described on its own. */
const decidingTypes = (type: string): readonly string[] =>
  isOwned(type) ? (ownerOf[type]?.types ?? []).flatMap(decidingTypes) : [type];

const isOwned = (type: string): boolean => Object.hasOwn(ownerOf, type);

/** The resources that can be described on their own; their owners or their stack decide about the others. */
export const describable = (candidates: readonly Candidate[]): readonly Candidate[] =>
  candidates.filter(({ type }) => !isOwned(type) && !onlyInStack.includes(type));

/** Each resource once; the first candidate wins, so what the stack's own events say comes first. */
export function distinct(candidates: readonly Candidate[]): readonly Candidate[] {
  const first = new Map<string, Candidate>();
  for (const candidate of candidates) {
    const key = `${candidate.type} ${candidate.id}`;
    if (!first.has(key)) first.set(key, candidate);
  }
  return [...first.values()];
}

/**
 * The resources that nothing describes on their own: each is what the possible owners in its stack are. Without a possible
 * owner in the stack, nothing proves that it is gone.
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
      const standing = owners.find(({ looked }) => looked.is !== "gone");
      if (standing !== undefined)
        return { type, id, from, is: standing.looked.is, how: `it belongs to ${standing.candidate.id}` };
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
