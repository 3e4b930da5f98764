import { createPublicKey, verify } from "node:crypto";
import * as z from "zod";
import { canonicalJson, type Digest, type Json, sha256 } from "../canonical.ts";
import { receiptRefused } from "../errors.ts";
import type { FactOf } from "./facts.ts";

/** A DSSE envelope (secure-systems-lab/dsse, envelope.md): payload and signatures in base64. */
export type Envelope = FactOf<"sign-receipt">["detail"]["envelope"];

/** What a receipt may state. */
export type StatementKind = FactOf<"sign-receipt">["detail"]["statement"];

const payloadType = "application/vnd.in-toto+json";
const statementType = "https://in-toto.io/Statement/v1";
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

/** The key's name: SHA-256 over its DER SubjectPublicKeyInfo. */
export const keyFingerprint = (publicKeyPem: string): Digest =>
  sha256(createPublicKey(publicKeyPem).export({ type: "spki", format: "der" }));

/**
 * The receipt in an envelope that was signed with this P-256 key.
 * @throws ReceiptRefused if there is not exactly one signature, it does not verify, or the payload is no receipt.
 */
export function openEnvelope(envelope: Envelope, publicKeyPem: string): Receipt {
  const [signature] = envelope.signatures;
  if (signature === undefined || envelope.signatures.length !== 1)
    throw receiptRefused(
      `a receipt carries ${envelope.signatures.length} signatures: exactly one is allowed`,
    );
  const payload = Buffer.from(envelope.payload, "base64");
  const signed = signedBytes(payload, envelope.payloadType);
  const key = createPublicKey(publicKeyPem);
  if (key.asymmetricKeyDetails?.namedCurve !== "prime256v1")
    throw receiptRefused(
      `the key is on ${key.asymmetricKeyDetails?.namedCurve ?? "no curve"}: receipts are signed on P-256`,
    );
  if (!verify("sha256", signed, key, Buffer.from(signature.sig, "base64")))
    throw receiptRefused(
      `the signature by ${signature.keyid} does not verify: the receipt is not what was signed`,
    );
  const parsed = statementSchema.safeParse(JSON.parse(payload.toString("utf8")));
  if (!parsed.success || envelope.payloadType !== payloadType)
    throw receiptRefused(
      `the payload of type ${envelope.payloadType} is no receipt: ${parsed.error?.message ?? "wrong type"}`,
    );
  const { subject, predicateType, predicate } = parsed.data;
  return {
    ...predicate,
    statement: predicateType.slice(predicateTypePrefix.length) as StatementKind,
    changeDigest: subject[0].digest.sha256,
  };
}
