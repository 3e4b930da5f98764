import { createPublicKey, type KeyObject, verify } from "node:crypto";
import * as z from "zod";
import { canonicalJson, type Digest, digestOf, type Json, sha256 } from "../canonical.ts";
import { receiptRefused } from "../errors.ts";
import { memoize } from "../memoize.ts";
import type { FactOf } from "./facts.ts";

/** A DSSE envelope (secure-systems-lab/dsse, envelope.md): payload and signatures in base64. */
export type Envelope = FactOf<"sign-receipt">["detail"]["envelope"];

/** What a receipt may state. */
export type StatementKind = FactOf<"sign-receipt">["detail"]["statement"];

const payloadType = "application/vnd.in-toto+json";
/** The type of every payload of ours (in-toto attestation framework, Statement v1). */
export const statementType = "https://in-toto.io/Statement/v1";
const predicateTypePrefix = "urn:interlock:receipt:";

/** What a receipt is bound to: one run of one change under one plan, and the end of its entries when it was signed. */
export type Receipt = {
  readonly statement: StatementKind;
  /** The environment or gate it is about, or `run`. */
  readonly about: string;
  readonly runId: string;
  readonly planDigest: Digest;
  readonly changeDigest: Digest;
  readonly count: number;
  readonly head: Digest;
  /** What else this kind states: a verdict, or what was seen to be gone. */
  readonly detail: Json;
};

const statementSchema = z.strictObject({
  _type: z.literal(statementType),
  subject: z.tuple([z.strictObject({ name: z.string(), digest: z.strictObject({ sha256: z.string() }) })]),
  predicateType: z.string().startsWith(predicateTypePrefix),
  predicate: z.strictObject({
    about: z.string(),
    runId: z.string(),
    planDigest: z.string(),
    count: z.int(),
    head: z.string(),
    detail: z.json(),
  }),
});

/** The bytes of a receipt: an in-toto Statement v1 about the change, as canonical JSON. */
export function receiptPayload({ statement, changeDigest, ...predicate }: Receipt): Buffer {
  return Buffer.from(
    canonicalJson({
      _type: statementType,
      subject: [{ name: "change", digest: { sha256: changeDigest } }],
      predicateType: `${predicateTypePrefix}${statement}`,
      predicate,
    }),
  );
}

/**
 * The bytes that are signed: DSSE's pre-authentication encoding `DSSEv1 <len> <type> <len> <payload>` (DSSE
 * protocol, v1.0).
 */
export function signedBytes(payload: Uint8Array, type = payloadType): Buffer {
  const header = `DSSEv1 ${Buffer.byteLength(type)} ${type} ${payload.length} `;
  return Buffer.concat([Buffer.from(header), payload]);
}

/** A signature, and the fingerprint of the key that made it. */
export type Signature = { readonly bytes: Uint8Array; readonly keyid: Digest };

/** The envelope around a payload that was signed with the key of that fingerprint, and with the keys of `more` after it. */
export const envelopeOf = (
  payload: Buffer,
  signature: Uint8Array,
  keyid: Digest,
  ...more: readonly Signature[]
): Envelope => ({
  payloadType,
  payload: payload.toString("base64"),
  signatures: [{ bytes: signature, keyid }, ...more].map(({ bytes, keyid: by }) => ({
    keyid: by,
    sig: Buffer.from(bytes).toString("base64"),
  })),
});

/**
 * The digest that names an envelope: the next run's first entry names a seal by it, and a checkpoint its
 * predecessor.
 */
export const envelopeDigest = (envelope: Envelope): Digest => digestOf(envelope);

/** A parsed public key, and its fingerprint. */
export type VerifyingKey = { readonly key: KeyObject; readonly fingerprint: Digest };

/** One key, or several of which any may have signed. */
export type Trusted = VerifyingKey | readonly VerifyingKey[];

/** An installation has a few keys, and parsing one takes longer than verifying with it. */
const readKey = memoize(8, (publicKeyPem: string): VerifyingKey => {
  const key = createPublicKey(publicKeyPem);
  return { key, fingerprint: sha256(key.export({ type: "spki", format: "der" })) };
});

/** A key as PEM of its SubjectPublicKeyInfo (RFC 7468). */
export const pemOf = ({ key }: VerifyingKey): string =>
  key.export({ type: "spki", format: "pem" }).toString();

/** The key's name: SHA-256 over its DER SubjectPublicKeyInfo. */
export const keyFingerprint = (publicKeyPem: string): Digest => readKey(publicKeyPem).fingerprint;

/**
 * Parses the key that receipts are verified with.
 * @throws ReceiptRefused if the text is not a public key, or its curve is not P-256.
 */
export function readVerifyingKey(publicKeyPem: string): VerifyingKey {
  let read: VerifyingKey;
  try {
    read = readKey(publicKeyPem);
  } catch (error) {
    throw receiptRefused("the text is not a public key in PEM: take it from the first export", error);
  }
  const curve = read.key.asymmetricKeyDetails?.namedCurve ?? "no curve";
  if (curve !== "prime256v1") throw receiptRefused(`the key is on ${curve}: receipts are signed on P-256`);
  return read;
}

/**
 * The payload of an envelope that this key signed, or one of these keys, byte for byte.
 * @throws ReceiptRefused unless the envelope has exactly one signature, by such a key, that verifies, in canonical
 * base64.
 */
export function openSigned(envelope: Envelope, by: Trusted): Buffer {
  const { signatures } = envelope;
  const [signature, ...more] = signatures;
  if (signature === undefined || more.length > 0)
    throw receiptRefused(`a receipt carries ${signatures.length} signatures: exactly one is allowed`);
  const keys = "fingerprint" in by ? [by] : by;
  const key = keys.find(({ fingerprint }) => fingerprint === signature.keyid);
  if (key === undefined)
    throw receiptRefused(
      `the receipt names the key ${signature.keyid}, not ${keys.map(({ fingerprint }) => fingerprint).join(" or ") || "one of ours"}`,
    );
  return openCosigned(envelope, [key]);
}

/**
 * The payload of an envelope that each of these keys signed, byte for byte.
 * @throws ReceiptRefused unless the envelope has exactly their signatures, in their order, which verify, in canonical
 * base64.
 */
export function openCosigned(
  { payload, payloadType: type, signatures }: Envelope,
  keys: readonly VerifyingKey[],
): Buffer {
  if (type !== payloadType)
    throw receiptRefused(`the payload is of type "${type}": a receipt's is "${payloadType}"`);
  if (signatures.length !== keys.length)
    throw receiptRefused(`there are ${signatures.length} signatures: exactly ${keys.length} are needed`);
  const bytes = fromBase64(payload, "payload");
  for (const [place, { key, fingerprint }] of keys.entries()) {
    const { keyid, sig } = signatures[place] ?? { keyid: "", sig: "" };
    if (keyid !== fingerprint)
      throw receiptRefused(`signature ${place + 1} names the key ${keyid}, not ${fingerprint}`);
    if (!verify("sha256", signedBytes(bytes), key, fromBase64(sig, "signature")))
      throw receiptRefused(`the signature by ${keyid} does not verify: the receipt is not what was signed`);
  }
  return bytes;
}

/**
 * The receipt in an envelope that was signed with this P-256 key.
 * @throws ReceiptRefused as `openSigned`, or if the payload is not a receipt.
 */
export const openEnvelope = (envelope: Envelope, publicKeyPem: string): Receipt =>
  readReceipt(envelope, readVerifyingKey(publicKeyPem));

/** As `openEnvelope`, for keys that are already parsed. */
export function readReceipt(envelope: Envelope, key: Trusted): Receipt {
  const payload = openSigned(envelope, key);
  const { subject, predicateType, predicate } = readStatement(payload, statementSchema);
  const receipt: Receipt = {
    ...predicate,
    statement: predicateType.slice(predicateTypePrefix.length) as StatementKind,
    changeDigest: subject[0].digest.sha256,
  };
  if (!receiptPayload(receipt).equals(payload))
    throw receiptRefused("the payload is not canonical JSON: sign what the control plane writes");
  return receipt;
}

/**
 * Parses a signed payload in the shape of its statement.
 * @throws ReceiptRefused if it is not JSON of that shape.
 */
export function readStatement<T>(payload: Buffer, schema: z.ZodType<T>): T {
  try {
    return schema.parse(JSON.parse(payload.toString("utf8")));
  } catch (error) {
    throw receiptRefused(
      `the payload is not such a statement: ${error instanceof z.ZodError ? z.prettifyError(error) : String(error)}`,
      error,
    );
  }
}

/** Decodes base64, which must be written in its one canonical form (RFC 4648 section 4). */
function fromBase64(text: string, what: string): Buffer {
  const bytes = Buffer.from(text, "base64");
  if (bytes.toString("base64") !== text)
    throw receiptRefused(`the ${what} is not canonical base64 (RFC 4648 section 4)`);
  return bytes;
}
