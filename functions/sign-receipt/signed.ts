import { type Envelope, envelopeOf, keyFingerprint, signedBytes } from "../../lib/domain/records/dsse.ts";
import type { TaskPorts } from "../../lib/tasks.ts";

/** Signs the payload and wraps it in an envelope. The caller must have checked that the records support it. */
export async function signed(
  { signingKey }: Pick<TaskPorts<"sign-receipt">, "signingKey">,
  payload: Buffer,
): Promise<Envelope> {
  const [signature, publicKeyPem] = await Promise.all([
    signingKey.sign(signedBytes(payload)),
    signingKey.publicKeyPem(),
  ]);
  return envelopeOf(payload, signature, keyFingerprint(publicKeyPem));
}
