import { generateKeyPairSync, sign } from "node:crypto";
import { type Envelope, envelopeOf, keyFingerprint, signedBytes } from "../../lib/domain/records/dsse.ts";
import type { SigningKey } from "../../lib/ports/signing-key/port.ts";

/** A key of its own, which signs whatever it is given. */
export class Signing implements SigningKey {
  private readonly keys = generateKeyPairSync("ec", { namedCurve: "P-256" });
  readonly pem = this.keys.publicKey.export({ type: "spki", format: "pem" }).toString();
  readonly fingerprint = keyFingerprint(this.pem);

  async sign(bytes: Uint8Array) {
    return sign("sha256", bytes, this.keys.privateKey);
  }

  async publicKeyPem() {
    return this.pem;
  }

  /** The payload in an envelope, whether it is a statement of ours or not. */
  envelope(payload: string | Uint8Array): Envelope {
    const bytes = Buffer.from(payload);
    return envelopeOf(bytes, sign("sha256", signedBytes(bytes), this.keys.privateKey), this.fingerprint);
  }
}
