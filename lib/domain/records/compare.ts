import { createHash } from "node:crypto";
import { type Digest, sha256 } from "../canonical.ts";
import { groupedBy } from "../grouped.ts";
import type { Entry, Head, KeptEntry } from "./entry.ts";
import { jsonIn } from "./json-in.ts";

/** One version of an entry's second copy, or a delete marker that hides it. */
export type Copy = {
  readonly sequence: number;
  /** Its key in the bucket, and which of the key's versions it is. */
  readonly key: string;
  readonly version: string;
  readonly isMark: boolean;
  /** The object's ETag: the MD5 of the bytes, or something else; null if the bucket reports none. */
  readonly tag: string | null;
};

/** Entries of a chain by their numbers, both ends included; `to` is null if the span reaches the chain's end. */
export type Span = { readonly from: number; readonly to: number | null };
/** The whole chain. */
export const whole: Span = { from: 1, to: null };

/** A span of a chain in the table, from entry `from` on; `head` is null if the span ends before the chain does. */
export type KeptSpan = {
  readonly from: number;
  readonly entries: readonly KeptEntry[];
  readonly head: Head | null;
};

/** A disagreement between the copies of a chain: the entry, or null for the chain as a whole, and what differs. */
export type Disagreement = { readonly entry: number | null; readonly what: string };

/** The result of comparing both copies of a chain. */
export type Comparison = {
  /** What is wrong with the table's own chain. */
  readonly table: readonly Disagreement[];
  /** What is wrong with the copies. */
  readonly bucket: readonly Disagreement[];
  /** Entries without a second copy. */
  readonly uncopied: readonly KeptEntry[];
  /** Copies whose bytes must be read, because their tag is not the MD5 of the entry. */
  readonly doubtful: readonly { readonly entry: KeptEntry; readonly copy: Copy }[];
};

/**
 * Compares the entries of a chain, or of a span of it, in the table with their copies in the bucket. Whether the
 * first entry of a span follows its predecessor is checked with the span that ends there. Equal tags mean equal
 * bytes: the ETag of an object that was put in one request under S3's own encryption is its MD5 (S3 API reference,
 * Object, ETag), and no one can find other bytes with a given MD5.
 * @param copied how many entries, from the chain's first, were seen with their copies before.
 */
export function compare(kept: KeptSpan, copies: readonly Copy[], copied: number): Comparison {
  const bucket: Disagreement[] = [];
  const uncopied: KeptEntry[] = [];
  const doubtful: { entry: KeptEntry; copy: Copy }[] = [];
  const bySequence = groupedBy(copies, ({ sequence }) => sequence);
  const { entries } = kept;
  const known = new Set(entries.map(({ sequence }) => sequence));
  for (const entry of entries) {
    const { sequence } = entry;
    const own = bySequence.get(sequence) ?? [];
    const versions = own.filter(({ isMark }) => !isMark);
    const [copy, ...more] = versions;
    if (own.length > versions.length)
      bucket.push({ entry: sequence, what: "a delete marker hides its copy in the bucket" });
    if (more.length > 0)
      bucket.push({ entry: sequence, what: `its copy in the bucket has ${versions.length} versions` });
    if (copy === undefined) {
      uncopied.push(entry);
      if (sequence <= copied)
        bucket.push({ entry: sequence, what: "its copy in the bucket is gone; it was there" });
    }
    for (const version of versions)
      if (version.tag !== md5(entry.bytes)) doubtful.push({ entry, copy: version });
  }
  for (const sequence of bySequence.keys())
    if (!known.has(sequence))
      bucket.push({ entry: sequence, what: "it is in the bucket, and the table has no such entry" });
  return { table: [...brokenLinks(kept)], bucket, uncopied, doubtful };
}

/** What is wrong with a copy whose bytes were read; null if they equal the entry's. */
export const differs = (entry: KeptEntry, copy: Copy, bytes: string): Disagreement | null =>
  bytes === entry.bytes
    ? null
    : {
        entry: entry.sequence,
        what: `the table has the digest ${sha256(entry.bytes)}, version ${copy.version} in the bucket ${sha256(bytes)}`,
      };

/**
 * What is wrong with the table's own chain: each entry must have its digest and name its predecessor, up to the
 * head.
 */
function* brokenLinks({ from, entries, head }: KeptSpan): Generator<Disagreement> {
  let before: Digest | null = null;
  for (const [index, { sequence, bytes, digest }] of entries.entries()) {
    if (sequence !== from + index) {
      yield { entry: from + index, what: "it is missing in the table" };
      return;
    }
    const found = sha256(bytes);
    if (found !== digest)
      yield { entry: sequence, what: `its bytes in the table have the digest ${found}, kept as ${digest}` };
    if (previousIn(bytes) !== before && (index > 0 || from === 1))
      yield { entry: sequence, what: "in the table it does not name the entry before it" };
    before = found;
  }
  const last = from - 1 + entries.length;
  if (head !== null && (head.count !== last || head.head !== before))
    yield {
      entry: null,
      what: `the table's head is ${head.count} and ${head.head}; its entries end with ${last} and ${before}`,
    };
}

const previousIn = (bytes: string): Digest | null | undefined =>
  (jsonIn(bytes) as Pick<Entry, "previousDigest"> | null | undefined)?.previousDigest;

const md5 = (bytes: string): string => createHash("md5").update(bytes).digest("hex");
