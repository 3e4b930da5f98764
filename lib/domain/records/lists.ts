import type { Digest, Json } from "../canonical.ts";
import type { Fact } from "./facts.ts";

/** A list as an entry holds it: its digest always, its items only while they are few. */
export type ListInEntry = {
  readonly count: number;
  readonly digest: Digest;
  readonly items: readonly Json[] | null;
};

/** Every list that an entry holds: what a change set would do, and what was looked for. */
export function listsOf({ action, detail }: Fact): readonly ListInEntry[] {
  switch (action) {
    case "provision-step":
    case "roll-back-step":
      return "changes" in detail && detail.changes !== undefined ? [detail.changes] : [];
    case "look-for-residual":
    case "prove-rollback":
      return detail.looked === undefined ? [] : [detail.looked];
    default:
      return [];
  }
}
