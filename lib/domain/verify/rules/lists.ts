import type * as z from "zod";
import { type Digest, digestOf, type Json } from "../../canonical.ts";
import type { Entry } from "../../records/entry.ts";
import { type ListInEntry, listsOf } from "../../records/lists.ts";
import type { Bundle } from "../bundle.ts";
import type { Rule } from "../rule.ts";

/** The items of a list, from its entry or from its part; null if they are missing. Each naming of a list takes room. */
function itemsIn(bundle: Bundle, { digest, items }: ListInEntry): readonly Json[] | null {
  if (items !== null) return items;
  const kept = bundle.lists.get(digest)?.says ?? null;
  return kept !== null && bundle.room.take("items", kept.length) ? kept : null;
}

/** The items of a list, from its entry or from its part; null if they are missing or have another shape. */
export function itemsOf<T>(bundle: Bundle, list: ListInEntry, schema: z.ZodType<T>): T | null {
  const parsed = schema.safeParse(itemsIn(bundle, list));
  return parsed.success ? parsed.data : null;
}

/** A list that is too long for its entry is in the bundle, by its digest. */
export const lists: Rule = {
  holds:
    "every list has the count and digest that its entry names; the long lists are in the bundle, and no other",
  source: "docs/verify.md",
  of: "runs",
  watch: (bundle, find) => {
    const named = new Set<Digest>();
    const look = (entry: Entry) => {
      const place = bundle.count + 1;
      for (const list of listsOf(entry)) {
        const { count, digest } = list;
        const kept = itemsIn(bundle, list);
        if (list.items === null) named.add(digest);
        if (kept === null) find(place, `the list ${digest} of ${count} is not in the bundle`);
        else if (kept.length !== count || digestOf(kept) !== digest)
          find(
            place,
            `a list has ${kept.length} items and the digest ${digestOf(kept)}; the entry says ${count} and ${digest}`,
          );
      }
    };
    return {
      on: {
        "provision-step": { intent: look },
        "roll-back-step": look,
        "see-standing": look,
        "look-for-residual": look,
        "prove-rollback": look,
      },
      end: () => {
        for (const digest of bundle.lists.keys())
          if (!named.has(digest)) find(null, `the list ${digest} is named by no entry of this run`);
      },
    };
  },
};
