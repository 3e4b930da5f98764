import { type Envelope, envelopeOf, keyFingerprint, signedBytes } from "../../lib/domain/records/dsse.ts";
import type { TaskPorts } from "../../lib/tasks.ts";

/** The payload in an envelope, signed. Whoever calls has made sure that the records support it. */
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
