import { sign } from "node:crypto";
import { canonicalJson, type Digest, type Json, sha256 } from "../../../lib/domain/canonical.ts";
import { decisionPayload, reasonDigest } from "../../../lib/domain/gate/decision-statement.ts";
import type { BundleParts } from "../../../lib/domain/records/bundle.ts";
import { checkpointPayload } from "../../../lib/domain/records/checkpoint.ts";
import {
  type Envelope,
  envelopeOf,
  keyFingerprint,
  type Receipt,
  readReceipt,
  readVerifyingKey,
  receiptPayload,
  signedBytes,
} from "../../../lib/domain/records/dsse.ts";
import type { Entry } from "../../../lib/domain/records/entry.ts";
import { keyPairs, keys } from "../../simulator/services/kms.ts";

/** A key that signs, and its public half. */
export type Hand = {
  readonly privateKey: Parameters<typeof sign>[2];
  readonly publicKeyPem: string;
};

/** The signing key of every simulated account. */
export const worldsHand: Hand = {
  privateKey: keys.privateKey,
  publicKeyPem: keys.publicKey.export({ type: "spki", format: "pem" }).toString(),
};

/** The decision key of every simulated account. */
export const decidersHand: Hand = {
  privateKey: keyPairs.decision.privateKey,
  publicKeyPem: keyPairs.decision.publicKey.export({ type: "spki", format: "pem" }).toString(),
};

/** An entry before it is chained. What a receipt says can be another thing than its entry says. */
export type Draft = {
  action: string;
  actor: string;
  at: string;
  kind: string;
  runId: string;
  subject: string;
  // biome-ignore lint/suspicious/noExplicitAny: a forgery puts anything anywhere
  detail: Record<string, any>;
  says?: Receipt;
  /** Who signs the statement of a decision: the decision key unless it says otherwise; `nobody` leaves it as it is. */
  decidedBy?: "signing" | "nobody";
};

/** The entries of a bundle as drafts, each receipt with what it says. */
export function draftsOf({ entries, publicKeyPem }: BundleParts): Draft[] {
  const key = readVerifyingKey(publicKeyPem);
  return entries.map((bytes) => {
    const { previousDigest: _, sequence: __, ...draft } = JSON.parse(bytes) as Entry;
    return draft.action === "sign-receipt"
      ? { ...draft, says: readReceipt(draft.detail.envelope, key) }
      : { ...draft };
  });
}

export const signedBy = ({ privateKey, publicKeyPem }: Hand, payload: Buffer): Envelope =>
  envelopeOf(payload, sign("sha256", signedBytes(payload), privateKey), keyFingerprint(publicKeyPem));

/**
 * A bundle as a lying control plane would make it: chained anew, every receipt signed anew over what is before it now, and
 * vouched for. Only what the entries mean can still give it away.
 */
export function forged(parts: BundleParts, hand: Hand, drafts: readonly Draft[]): BundleParts {
  const entries: string[] = [];
  let head: Digest | null = null;
  for (const { says, decidedBy, ...draft } of drafts) {
    const body =
      says !== undefined
        ? { ...draft, detail: { ...draft.detail, envelope: resigned(says, entries.length, head, hand) } }
        : draft.action === "decide-gate" && decidedBy !== "nobody" && "envelope" in draft.detail
          ? {
              ...draft,
              detail: {
                ...draft.detail,
                envelope: decidedAnew(draft, decidedBy === "signing" ? worldsHand : decidersHand),
              },
            }
          : draft;
    const bytes = canonicalJson({ ...body, previousDigest: head, sequence: entries.length + 1 } as Json);
    entries.push(bytes);
    head = sha256(bytes);
  }
  return vouchedFor(
    { ...parts, entries, publicKeyPem: hand.publicKeyPem, archive: null, histories: [] },
    hand,
  );
}

/** The statement of a decision as the forged entry has it, signed by the decision key: the forger holds every key. */
function decidedAnew({ runId, at, detail }: Omit<Draft, "says" | "decidedBy">, hand: Hand): Envelope {
  const { identity, basis } = detail as {
    identity?: { issuer: string; subject: string; audience: string };
    basis: string;
  };
  const said = JSON.parse(Buffer.from(detail["envelope"].payload, "base64").toString()).predicate;
  const payload = decisionPayload({
    runId,
    gate: detail["gate"],
    dossierDigest: detail["dossierDigest"],
    approver: detail["approver"],
    decision: detail["decision"],
    reasonDigest: reasonDigest(detail["reason"]),
    linkDigest: said.linkDigest,
    identity: { basis, signIn: identity ?? null },
    salt: sha256(`${at} ${said.salt}`).slice(0, 32),
    at,
  });
  return signedBy(hand, payload);
}

const resigned = (says: Receipt, count: number, head: Digest | null, hand: Hand): Envelope =>
  signedBy(hand, receiptPayload({ ...says, count, head: head ?? "" }));

/** The parts with a checkpoint over just these entries. */
export const vouchedFor = (parts: BundleParts, hand: Hand): BundleParts =>
  vouchedAt(parts, { count: parts.entries.length, head: sha256(parts.entries.at(-1) ?? "") }, hand);

/** The parts with a checkpoint that names this end. */
export function vouchedAt(
  parts: BundleParts,
  { count, head }: { readonly count: number; readonly head: Digest },
  hand: Hand,
): BundleParts {
  const payload = checkpointPayload({
    number: 1,
    at: "2026-11-24T12:00:00.000Z",
    previous: null,
    chains: [{ chain: parts.runId, count, head, history: null }],
  });
  return { ...parts, checkpoint: signedBy(hand, payload) };
}
