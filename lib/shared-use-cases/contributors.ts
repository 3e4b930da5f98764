import { type Change, peopleOf } from "../domain/change/manifest.ts";
import type { Person } from "../domain/change/person.ts";
import type { Changes } from "../ports/changes/port.ts";
import type { Records } from "../ports/records/port.ts";

/**
 * Everyone who contributed to the change: to its own commits, and to those of every successful run since the commit
 * from which its contributors were counted. Null if no successful run here deployed that commit.
 */
export async function contributorsTo(
  { records, changes }: { readonly records: Records; readonly changes: Changes },
  change: Change,
): Promise<readonly Person[] | null> {
  const { since } = change.contributors;
  const successes = await records.successes();
  const from = successes.findLastIndex(({ commit }) => commit === since);
  if (since !== null && from < 0) return null;
  // If its contributors were counted from the beginning, every commit is already included.
  const later = since === null ? [] : successes.slice(from + 1);
  const others = await Promise.all(later.map(({ changeDigest }) => changes.change(changeDigest)));
  const all = [change, ...others].flatMap((one) => peopleOf(one));
  return [...new Map(all.map((one) => [one.address.trim().toLowerCase(), one])).values()];
}
