import { canonicalJson, type Digest, digestOf, type Json, sha256 } from "../../../lib/domain/canonical.ts";
import { changeDigest } from "../../../lib/domain/change/manifest.ts";
import { type BundleParts, bundleLines } from "../../../lib/domain/records/bundle.ts";
import {
  type ChainHead,
  type Checkpoint,
  checkpointPayload,
} from "../../../lib/domain/records/checkpoint.ts";
import { type Envelope, type Receipt, receiptPayload } from "../../../lib/domain/records/dsse.ts";
import { type Introduction, introductionPayload } from "../../../lib/domain/records/introduction.ts";
import type { Witness } from "../../../lib/domain/verify/rules/witness.ts";
import type { TestSigningKey } from "../../fixtures/signing-key.ts";
import { change, hand, plan, runId, type SampleEntry, second, template } from "./sample-run.ts";

/** The receipt over the end of a chain. */
export const receiptFor = (says: Partial<Receipt>, by: TestSigningKey = hand): Envelope =>
  by.envelope(
    receiptPayload({
      statement: "run-closed",
      about: "run",
      runId,
      planDigest: digestOf(plan as unknown as Json),
      changeDigest: changeDigest(change),
      count: 0,
      head: "",
      detail: {},
      ...says,
    }),
  );

/** How a key took the place of another: signed by both, or by `by` instead. */
export function introduced(
  replaced: TestSigningKey,
  next: TestSigningKey,
  more: Partial<Introduction> = {},
  by: readonly TestSigningKey[] = [replaced, next],
): Envelope {
  const payload = introductionPayload({
    number: 1,
    at: second(0),
    epoch: 2,
    replaced: replaced.pem,
    introduced: next.pem,
    ...more,
  });
  const envelopes = by.map((hand) => hand.envelope(payload));
  return {
    ...(envelopes[0] ?? replaced.envelope(payload)),
    signatures: envelopes.flatMap(({ signatures }) => signatures),
  };
}

/** A list as an entry holds it while it is short. */
export const listed = <T extends Json>(...items: readonly T[]) => ({
  count: items.length,
  digest: digestOf(items),
  items: [...items],
});

/** The signed look at where chains end. */
export const checkpointOf = (chains: readonly ChainHead[], more: Partial<Checkpoint> = {}, by = hand) =>
  by.envelope(checkpointPayload({ number: 1, at: second(0), previous: null, chains, ...more }));

/** What a bundle contains in addition to its entries, and how it is verified. */
export type BundleOptions = Partial<Omit<BundleParts, "entries">> & {
  readonly witnesses?: readonly Witness[];
  /** The key that the verifier trusts. */
  readonly pinned?: string;
  /** Changes the lines before they are verified. */
  readonly lines?: (lines: readonly string[]) => readonly string[];
};

/** Entries as they are kept: chained, each a second after the one before, receipts signed. */
export function entriesOf(sample: readonly SampleEntry[]): readonly string[] {
  const lines: string[] = [];
  let head: Digest | null = null;
  for (const { says, ...given } of sample) {
    const count = lines.length;
    const detail =
      says !== undefined && given.action === "sign-receipt"
        ? {
            ...given.detail,
            envelope: receiptFor({
              statement: given.detail.statement,
              about: given.detail.about,
              count,
              head: head ?? "",
              ...says,
            }),
          }
        : given.detail;
    const entry = {
      actor: given.action,
      at: second(count),
      runId,
      sequence: count + 1,
      previousDigest: head,
      ...given,
      detail,
    };
    // What is undefined is left out.
    const line = canonicalJson(JSON.parse(JSON.stringify(entry)));
    lines.push(line);
    head = sha256(line);
  }
  return lines;
}

/** The lines of a bundle with these entries, each with its line feed. */
export function linesOf(sample: readonly SampleEntry[], options: BundleOptions = {}): readonly string[] {
  const { lines = (all) => all, witnesses: _, pinned: __, ...parts } = options;
  const all = bundleLines({
    runId,
    entries: entriesOf(sample),
    publicKeyPem: hand.pem,
    decisionKeyPem: null,
    introductions: [],
    previousSeal: null,
    planApproval: null,
    plan: canonicalJson(plan as unknown as Json),
    change: canonicalJson(change),
    templates: [template],
    dossiers: [],
    baselines: [],
    lists: [],
    checkpoint: null,
    archive: null,
    histories: [],
    ...parts,
  });
  return lines([...all]);
}
