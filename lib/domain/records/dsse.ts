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
/** What every payload of ours is (in-toto attestation framework, Statement v1). */
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
  /** What else this kind states: a verdict, what was seen to be gone. */
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

/** What is signed: DSSE's pre-authentication encoding `DSSEv1 <len> <type> <len> <payload>` (DSSE protocol, v1.0). */
export function signedBytes(payload: Uint8Array, type = payloadType): Buffer {
  const header = `DSSEv1 ${Buffer.byteLength(type)} ${type} ${payload.length} `;
  return Buffer.concat([Buffer.from(header), payload]);
}

/** The envelope around a payload that was signed under the key of that fingerprint. */
export const envelopeOf = (payload: Buffer, signature: Uint8Array, keyid: Digest): Envelope => ({
  payloadType,
  payload: payload.toString("base64"),
  signatures: [{ keyid, sig: Buffer.from(signature).toString("base64") }],
});

/** The envelope's name: the next run's first entry refers to a seal by it, and a checkpoint to the one before. */
export const envelopeDigest = (envelope: Envelope): Digest => digestOf(envelope);

/** A public key that was read, and its name. */
export type VerifyingKey = { readonly key: KeyObject; readonly fingerprint: Digest };

/** An installation has one key, and reading it takes longer than verifying with it. */
const readKey = memoize(4, (publicKeyPem: string): VerifyingKey => {
  const key = createPublicKey(publicKeyPem);
  return { key, fingerprint: sha256(key.export({ type: "spki", format: "der" })) };
});

/** The key's name: SHA-256 over its DER SubjectPublicKeyInfo. */
export const keyFingerprint = (publicKeyPem: string): Digest => readKey(publicKeyPem).fingerprint;

/**
 * The key that receipts are verified with.
 * @throws ReceiptRefused if the text is no public key, or one of another curve than P-256.
 */
export function readVerifyingKey(publicKeyPem: string): VerifyingKey {
  let read: VerifyingKey;
  try {
    read = readKey(publicKeyPem);
  } catch (error) {
    throw receiptRefused("the public key is no PEM of a public key: take it from the first export", error);
  }
  const curve = read.key.asymmetricKeyDetails?.namedCurve ?? "no curve";
  if (curve !== "prime256v1") throw receiptRefused(`the key is on ${curve}: receipts are signed on P-256`);
  return read;
}

/**
 * The payload of an envelope that this key signed, byte for byte.
 * @throws ReceiptRefused if there is not exactly one signature, it is by another key, does not verify, or its base64 could
 * be written otherwise.
 */
export function openSigned(
  { payload, payloadType: type, signatures }: Envelope,
  { key, fingerprint }: VerifyingKey,
): Buffer {
  const [signature, ...more] = signatures;
  if (signature === undefined || more.length > 0)
    throw receiptRefused(`a receipt carries ${signatures.length} signatures: exactly one is allowed`);
  if (type !== payloadType)
    throw receiptRefused(`the payload is of type "${type}": a receipt's is "${payloadType}"`);
  if (signature.keyid !== fingerprint)
    throw receiptRefused(`the receipt names the key ${signature.keyid}, not ${fingerprint}`);
  const bytes = fromBase64(payload, "payload");
  if (!verify("sha256", signedBytes(bytes), key, fromBase64(signature.sig, "signature")))
    throw receiptRefused(
      `the signature by ${signature.keyid} does not verify: the receipt is not what was signed`,
    );
  return bytes;
}

/**
 * The receipt in an envelope that was signed with this P-256 key.
 * @throws ReceiptRefused as `openSigned`, or if the payload is no receipt.
 */
export const openEnvelope = (envelope: Envelope, publicKeyPem: string): Receipt =>
  readReceipt(envelope, readVerifyingKey(publicKeyPem));

/** As `openEnvelope`, for a key that was read already. */
export function readReceipt(envelope: Envelope, key: VerifyingKey): Receipt {
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
 * What a signed payload says, in the shape of its statement.
 * @throws ReceiptRefused if it is not JSON of that shape.
 */
export function readStatement<T>(payload: Buffer, schema: z.ZodType<T>): T {
  try {
    return schema.parse(JSON.parse(payload.toString("utf8")));
  } catch (error) {
    throw receiptRefused(
      `the payload is no such statement: ${error instanceof z.ZodError ? z.prettifyError(error) : String(error)}`,
      error,
    );
  }
}

/** Base64 as RFC 4648 section 4 writes it, in the one way that there is. */
function fromBase64(text: string, what: string): Buffer {
  const bytes = Buffer.from(text, "base64");
  if (bytes.toString("base64") !== text)
    throw receiptRefused(`the ${what} is not canonical base64 (RFC 4648 section 4)`);
  return bytes;
}
