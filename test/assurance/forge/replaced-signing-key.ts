import type { KeyObject } from "node:crypto";
import type { BundleParts } from "../../../lib/domain/records/bundle.ts";
import { keyFingerprint } from "../../../lib/domain/records/dsse.ts";
import type { Finding } from "../../../lib/domain/verify/finding.ts";
import { replaceSigningKey } from "../../simulator/replace-signing-key.ts";
import { install, rejectAt, take } from "../../simulator/runs.ts";
import { keyPairs } from "../../simulator/services/kms.ts";
import { bytesOf, partsOf, verify } from "../tamper/bundles.ts";
import { type Draft, draftsOf, forged, type Hand, vouchedFor } from "../tamper/forge.ts";

const handOf = ({
  privateKey,
  publicKey,
}: {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}): Hand => ({
  privateKey,
  publicKeyPem: publicKey.export({ type: "spki", format: "pem" }).toString(),
});
const replaced = handOf(keyPairs.signing);
const inUse = handOf(keyPairs["signing-2"]);
const next = handOf(keyPairs["signing-3"]);

/** The bundle of a run under a signing key that took the place of another, and introductions of the key after it. */
export async function afterReplacement(): Promise<{
  readonly parts: BundleParts;
  readonly later: BundleParts;
}> {
  const world = install();
  await replaceSigningKey(world);
  rejectAt(world, "plan-approval");
  const { runId } = await take(world);
  const parts = await partsOf(world, runId);
  await replaceSigningKey(world);
  return { parts, later: await partsOf(world, runId) };
}

/** The drafts of a run that began under that key. */
const beganUnder = ({ publicKeyPem }: Hand, drafts: readonly Draft[], more: object = {}): readonly Draft[] =>
  drafts.map((draft) =>
    draft.action === "open-run"
      ? { ...draft, detail: { ...draft.detail, publicKeyFingerprint: keyFingerprint(publicKeyPem), ...more } }
      : draft,
  );

/** A bundle, and the key that its reader pinned. */
type Read = { readonly parts: BundleParts; readonly pinned: Hand };

/** Everything that somebody who has the replaced key, or leaves introductions out, can make of the bundles. */
export function replacements({
  parts,
  later,
}: Awaited<ReturnType<typeof afterReplacement>>): Readonly<Record<string, Read>> {
  const drafts = draftsOf(parts);
  const [introduction] = parts.introductions;
  const [, second] = later.introductions;
  if (introduction === undefined || second === undefined) throw new Error("there is nothing to forge");
  const withIntroductions = (...introductions: BundleParts["introductions"]) => ({ ...parts, introductions });
  const signatures = (...places: readonly number[]) => ({
    ...introduction,
    signatures: places.flatMap((place) => introduction.signatures[place] ?? []),
  });
  const under = (hand: Hand, of: readonly Draft[]) => forged(parts, hand, of);
  return {
    "a run signed anew by the replaced key": { parts: under(replaced, drafts), pinned: replaced },
    "a run that began under the replaced key": {
      parts: under(replaced, beganUnder(replaced, drafts)),
      pinned: replaced,
    },
    "a run that began under the replaced key, without introductions, for who pinned the key in use": {
      parts: { ...under(replaced, beganUnder(replaced, drafts)), introductions: [] },
      pinned: inUse,
    },
    "a run that began under the replaced key, of an earlier epoch, at its own time": {
      parts: under(replaced, beganUnder(replaced, drafts, { epoch: 0 })),
      pinned: replaced,
    },
    "a run under a key that is introduced after it": {
      parts: { ...forged(later, next, beganUnder(next, drafts)), introductions: later.introductions },
      pinned: replaced,
    },
    "a checkpoint by the replaced key": { parts: vouchedFor(parts, replaced), pinned: inUse },
    "receipts by the replaced key": {
      parts: { ...under(replaced, drafts), publicKeyPem: inUse.publicKeyPem },
      pinned: inUse,
    },
    "no introduction": { parts: withIntroductions(), pinned: replaced },
    "the introduction of another key only": { parts: withIntroductions(second), pinned: replaced },
    "the introduction twice": { parts: withIntroductions(introduction, introduction), pinned: replaced },
    "an introduction that only the replaced key signed": {
      parts: withIntroductions(signatures(0)),
      pinned: replaced,
    },
    "an introduction that only the new key signed": {
      parts: withIntroductions(signatures(1)),
      pinned: replaced,
    },
    "an introduction that nobody signed": { parts: withIntroductions(signatures()), pinned: replaced },
    "an introduction whose signatures changed places": {
      parts: withIntroductions(signatures(1, 0)),
      pinned: replaced,
    },
  };
}

/** What the verifier finds in a bundle without a network, under the key that its reader pinned. */
export const findingsFor = ({ parts, pinned }: Read): readonly Finding[] =>
  verify(bytesOf(parts), { key: pinned.publicKeyPem }).findings;

/** The forgeries with a replaced key that the verifier does not find, and how many were tried. What is right must not be found. */
export async function unfoundReplacements(): Promise<{
  readonly missed: readonly string[];
  readonly tried: number;
}> {
  const bundles = await afterReplacement();
  for (const parts of [bundles.parts, bundles.later])
    for (const pinned of [replaced, inUse]) {
      const found = findingsFor({ parts, pinned });
      if (found.length > 0) throw new Error(`a right bundle is found: ${JSON.stringify(found)}`);
    }
  const all = Object.entries(replacements(bundles));
  return {
    missed: all.flatMap(([what, read]) => (findingsFor(read).length > 0 ? [] : [what])),
    tried: all.length,
  };
}
