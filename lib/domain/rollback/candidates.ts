import type { FactOf } from "../records/facts.ts";
import { belongsTo, onlyInStack } from "./gone.ts";

/** One resource as it was looked for, and how it was seen. */
export type Looked = NonNullable<FactOf<"look-for-residual">["detail"]["looked"]["items"]>[number];

/** A resource that may be left, and where it was heard of. */
export type Candidate = {
  readonly type: string;
  readonly id: string;
  readonly stack: string;
  readonly from: Looked["from"];
  readonly createdAtMs: number | null;
};

/** The resources that can be described by themselves; the others are told by what they belong to. */
export const describable = (candidates: readonly Candidate[]): readonly Candidate[] =>
  candidates.filter(({ type }) => !(type in belongsTo) && !onlyInStack.includes(type));

/** The same resource heard of twice is one; what the stack's own events say of it comes first. */
export function distinct(candidates: readonly Candidate[]): readonly Candidate[] {
  const first = new Map<string, Candidate>();
  for (const candidate of candidates) {
    const key = `${candidate.type} ${candidate.id}`;
    if (!first.has(key)) first.set(key, candidate);
  }
  return [...first.values()];
}

/**
 * What becomes of the resources that nothing describes by itself: they are what the ones are that they belong to in
 * their stack. Without such a one in the stack nothing says that they are gone.
 */
export function dependent(
  candidates: readonly Candidate[],
  seen: readonly { readonly candidate: Candidate; readonly looked: Looked }[],
): readonly Looked[] {
  return candidates
    .filter(({ type }) => type in belongsTo)
    .map(({ type, id, stack, from }): Looked => {
      const owner = belongsTo[type] ?? "";
      const owners = seen.filter(({ candidate }) => candidate.type === owner && candidate.stack === stack);
      const standing = owners.find(({ looked }) => looked.is !== "gone");
      if (standing !== undefined)
        return { type, id, from, is: standing.looked.is, how: `it belongs to ${standing.candidate.id}` };
      return owners.length === 0
        ? { type, id, from, is: "unproven", how: `no ${owner} of its stack tells whether it is gone` }
        : {
            type,
            id,
            from,
            is: "gone",
            how: `with ${owners.map(({ candidate }) => candidate.id).join(", ")}`,
          };
    });
}
