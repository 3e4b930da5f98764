import * as z from "zod";
import { canonicalJson, digestSchema } from "../canonical.ts";
import { receiptRefused } from "../errors.ts";
import {
  type Envelope,
  keyFingerprint,
  openCosigned,
  readStatement,
  readVerifyingKey,
  statementType,
  type VerifyingKey,
} from "./dsse.ts";

/** Far more often than a signing key is replaced. Each introduction costs two signatures to verify. */
export const mostIntroductions = 100;

const predicateType = "urn:interlock:introduction";

/** The keys that receipts were signed with, oldest first. There is one at least. */
export type Keyring = readonly [VerifyingKey, ...VerifyingKey[]];

/** A signing key takes the place of the one before it. */
export type Introduction = {
  /** From 1, without gaps. */
  readonly number: number;
  /** ISO 8601, UTC, milliseconds. */
  readonly at: string;
  /** The first epoch whose run the new key signs: runs of earlier epochs keep the key that they began with. */
  readonly epoch: number;
  /** The key that was in use, as PEM. */
  readonly replaced: string;
  /** The key that is in use from now on, as PEM. */
  readonly introduced: string;
};

const named = <N extends string>(name: N) =>
  z.strictObject({ name: z.literal(name), digest: z.strictObject({ sha256: digestSchema }) });

const statementSchema = z.strictObject({
  _type: z.literal(statementType),
  subject: z.tuple([named("replaced"), named("introduced")]),
  predicateType: z.literal(predicateType),
  predicate: z.strictObject({
    number: z.int().min(1),
    at: z.iso.datetime({ precision: 3 }),
    epoch: z.int().min(1),
    replaced: z.string(),
    introduced: z.string(),
  }),
});

/** The bytes of an introduction: an in-toto Statement v1 whose subjects are the keys' fingerprints, as canonical JSON. */
export const introductionPayload = (predicate: Introduction): Buffer =>
  Buffer.from(
    canonicalJson({
      _type: statementType,
      subject: [
        { name: "replaced", digest: { sha256: keyFingerprint(predicate.replaced) } },
        { name: "introduced", digest: { sha256: keyFingerprint(predicate.introduced) } },
      ],
      predicateType,
      predicate,
    }),
  );

/** What an introduction says, with its keys parsed. */
export type Introduced = Introduction & {
  readonly replacedKey: VerifyingKey;
  readonly introducedKey: VerifyingKey;
};

/**
 * The introduction in an envelope that both of its keys signed, the replaced one first: it vouches for its successor, and the
 * successor for what came before.
 * @throws ReceiptRefused if the payload is no introduction of one key by another, or as `openCosigned`.
 */
export function openIntroduction(envelope: Envelope): Introduced {
  const payload = Buffer.from(envelope.payload, "base64");
  const { predicate } = readStatement(payload, statementSchema);
  const replacedKey = readVerifyingKey(predicate.replaced);
  const introducedKey = readVerifyingKey(predicate.introduced);
  if (replacedKey.fingerprint === introducedKey.fingerprint)
    throw receiptRefused(`the key ${replacedKey.fingerprint} takes its own place`);
  openCosigned(envelope, [replacedKey, introducedKey]);
  if (!introductionPayload(predicate).equals(payload))
    throw receiptRefused("the introduction is not canonical JSON, or names other fingerprints");
  return { ...predicate, replacedKey, introducedKey };
}

/**
 * The key that signs now: the oldest, or the one that was introduced last.
 * @throws ReceiptRefused if an introduction does not follow the one before it, or introduces a key that is not on the ring.
 */
export function keyInUse(ring: Keyring, introductions: readonly Envelope[]): VerifyingKey {
  let inUse: VerifyingKey = ring[0];
  for (const [place, envelope] of introductions.entries()) {
    const { number, replacedKey, introducedKey } = openIntroduction(envelope);
    const next = ring.find(({ fingerprint }) => fingerprint === introducedKey.fingerprint);
    if (number !== place + 1 || replacedKey.fingerprint !== inUse.fingerprint || next === undefined)
      throw receiptRefused(
        `introduction ${number} of the key ${introducedKey.fingerprint} does not follow the key ${inUse.fingerprint}, or this control plane has no such key: compare both copies of the control plane's chain`,
      );
    inUse = next;
  }
  return inUse;
}

/**
 * Parses the keys of an installation.
 * @throws ReceiptRefused if there are none, or one is not on P-256.
 */
export function readKeyring(pems: readonly string[]): Keyring {
  const [oldest, ...later] = pems.map(readVerifyingKey);
  if (oldest === undefined) throw receiptRefused("this control plane has no signing key: deploy it again");
  return [oldest, ...later];
}
