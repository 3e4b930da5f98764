import { type Envelope, envelopeOf, keyFingerprint, signedBytes } from "../domain/records/dsse.ts";
import type { SigningKey } from "../ports/signing-keys/port.ts";

/** Signs the payload and wraps it in an envelope. The caller must have checked that what it says is true. */
export const signedEnvelope = (key: SigningKey, payload: Buffer): Promise<Envelope> =>
  cosignedEnvelope([key], payload);

/** As `signedEnvelope`, with a signature of each key, in their order. */
export async function cosignedEnvelope(
  keys: readonly [SigningKey, ...SigningKey[]],
  payload: Buffer,
): Promise<Envelope> {
  const [first, ...more] = await Promise.all([
    signatureOf(keys[0], payload),
    ...keys.slice(1).map((key) => signatureOf(key, payload)),
  ]);
  return envelopeOf(payload, first.bytes, first.keyid, ...more);
}

async function signatureOf(key: SigningKey, payload: Buffer) {
  const [bytes, pem] = await Promise.all([key.sign(signedBytes(payload)), key.publicKeyPem()]);
  return { bytes, keyid: keyFingerprint(pem) };
}
