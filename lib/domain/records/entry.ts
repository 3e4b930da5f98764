import { canonicalJson, type Digest, type Json, sha256 } from "../canonical.ts";
import { digestMismatch } from "../errors.ts";
import { memoize } from "../memoize.ts";
import type { Fact } from "./facts.ts";

/** Where an entry stands in its chain, when it was written and by whom. */
type Position = {
  readonly runId: string;
  /** From 1, without gaps. */
  readonly sequence: number;
  /** ISO 8601, UTC, milliseconds. */
  readonly at: string;
  /** The task, or the approver's id for a decision. */
  readonly actor: string;
  /** The entry before this one; null only for the first of a chain. */
  readonly previousDigest: Digest | null;
};

/** One line of a run's Infrastructure Records. */
export type Entry = Fact & Position & { readonly digest: Digest };

/** The same entry as it is kept: its canonical bytes as text, and their SHA-256. A verifier hashes what is kept. */
export type KeptEntry = { readonly sequence: number; readonly bytes: string; readonly digest: Digest };

/** The end of a chain: how many entries, and the digest of the last. */
export type Head = { readonly count: number; readonly head: Digest | null };

/** A chain with no entry yet. */
export const emptyHead: Head = { count: 0, head: null };

/** The entries that say `facts`, chained behind `head` in the order given. */
export function chainFacts(
  head: Head,
  facts: readonly Fact[],
  context: { runId: string; at: string; actor: string },
): { kept: readonly KeptEntry[]; entries: readonly Entry[]; head: Head } {
  const kept: KeptEntry[] = [];
  const entries: Entry[] = [];
  let { count, head: previousDigest } = head;
  for (const fact of facts) {
    count += 1;
    const body = { ...context, ...fact, sequence: count, previousDigest };
    const bytes = canonicalJson(body as unknown as Json);
    const digest = sha256(bytes);
    kept.push({ sequence: count, bytes, digest });
    entries.push({ ...body, digest });
    previousDigest = digest;
  }
  return { kept, entries, head: { count, head: previousDigest } };
}

/** A chain is read again for every step of its run, and its entries never change. */
const entryIn = memoize(1_000, (bytes: string): Entry => {
  const digest = sha256(bytes);
  return { ...(JSON.parse(bytes) as Omit<Entry, "digest">), digest } as Entry;
});

/**
 * The entry that was kept.
 * @throws DigestMismatch if the bytes are not those that were chained.
 */
export function readKept({ bytes, digest, sequence }: KeptEntry): Entry {
  const entry = entryIn(bytes);
  if (entry.digest !== digest)
    throw digestMismatch(
      `entry ${sequence} has digest ${entry.digest}, not ${digest}: compare it with its other copy`,
    );
  return entry;
}
