import { type Envelope, envelopeOf, keyFingerprint, signedBytes } from "../domain/records/dsse.ts";
import type { SigningKey } from "../ports/signing-key/port.ts";

/** Signs the payload and wraps it in an envelope. The caller must have checked that what it says is true. */
export async function signedEnvelope(key: SigningKey, payload: Buffer): Promise<Envelope> {
  const [signature, publicKeyPem] = await Promise.all([key.sign(signedBytes(payload)), key.publicKeyPem()]);
  return envelopeOf(payload, signature, keyFingerprint(publicKeyPem));
}
