import { canonicalJson, type Digest, type Json, sha256 } from "../domain/canonical.ts";
import type { Changes } from "../ports/changes/port.ts";

/** A list as an entry holds it: its digest always, its items only while they are few. */
export type KeptList<T> = { count: number; digest: Digest; items: T[] | null };

/** An entry's detail has at most 32 KB, and some lists have to share it. */
const largestInlineBytes = 12 * 1024;

/** The list for an entry; one that is too long for it is kept beside the changes, by its digest, before the entry is. */
export async function keepList<T extends Json>(
  { changes }: { readonly changes: Changes },
  items: readonly T[],
): Promise<KeptList<T>> {
  const bytes = canonicalJson(items);
  if (Buffer.byteLength(bytes) <= largestInlineBytes)
    return { count: items.length, digest: sha256(bytes), items: [...items] };
  return { count: items.length, digest: await changes.keep(bytes), items: null };
}
