import type { Digest, Json } from "../canonical.ts";
import type { Fact } from "./facts.ts";

/** A list in an entry: always its digest, its items only if they are few. */
export type ListInEntry = {
  readonly count: number;
  readonly digest: Digest;
  readonly items: readonly Json[] | null;
};

/** The lists in an entry: what a change set would do, or what was looked for. */
export function listsOf({ action, detail }: Fact): readonly ListInEntry[] {
  switch (action) {
    case "provision-step":
    case "roll-back-step":
      return "changes" in detail && detail.changes !== undefined ? [detail.changes] : [];
    case "see-standing":
      return [detail.seen];
    case "look-for-residual":
    case "prove-rollback":
      return detail.looked === undefined ? [] : [detail.looked];
    default:
      return [];
  }
}
