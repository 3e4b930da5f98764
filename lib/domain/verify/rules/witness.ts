import type { Rule } from "../rule.ts";

/**
 * A head that someone saw before: the number of entries, and at least the first eight digits of the last one's
 * digest.
 */
export type Witness = { readonly count: number; readonly head: string };

/** What was seen once is still in the chain. A remembered head exposes an older or rewritten copy. */
export const witnessRule = (witnesses: readonly Witness[]): Rule => ({
  holds: "the entries contain every head that was seen before, for example in an invitation's mail",
  source: "21.03 section 8",
  of: "every chain",
  watch: (bundle, find) => {
    if (witnesses.length === 0) return {};
    const waiting = new Map<number, Witness[]>();
    for (const witness of witnesses)
      waiting.set(witness.count, [...(waiting.get(witness.count) ?? []), witness]);
    return {
      every: ({ digest }) => {
        const place = bundle.count + 1;
        for (const { head } of waiting.get(place) ?? [])
          if (!digest.startsWith(head))
            find(place, `entry ${place} has the digest ${digest}; somebody saw ${head} there`);
        waiting.delete(place);
      },
      end: () => {
        for (const [count, [witness]] of waiting)
          find(
            bundle.count,
            `somebody saw ${count} entries, the last with ${witness?.head}; there are ${bundle.count}: the bundle is older, or cut`,
          );
      },
    };
  },
});
