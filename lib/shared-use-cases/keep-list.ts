import { canonicalJson, type Digest, type Json, sha256 } from "../domain/canonical.ts";
import type { Changes } from "../ports/changes/port.ts";

/** A list in an entry: always its digest, its items only if they are few. */
export type KeptList<T> = { count: number; digest: Digest; items: T[] | null };

/** Several lists may share an entry, and whoever reads the run reads all of it. */
const largestInlineBytes = 12 * 1024;

/**
 * The list for an entry. A list that is too long is kept next to the changes, by its digest, before the entry is
 * written.
 */
export async function keepList<T extends Json>(
  { changes }: { readonly changes: Changes },
  items: readonly T[],
): Promise<KeptList<T>> {
  const bytes = canonicalJson(items);
  if (Buffer.byteLength(bytes) <= largestInlineBytes)
    return { count: items.length, digest: sha256(bytes), items: [...items] };
  return { count: items.length, digest: await changes.keep(bytes), items: null };
}
