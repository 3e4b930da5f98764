import { createHash, createHmac, generateKeyPairSync, sign } from "node:crypto";
import type { Service } from "../account.ts";

/** The key pair of every account in memory: who has it signs as KMS does. */
export const keys = generateKeyPairSync("ec", { namedCurve: "P-256" });
const publicKey = keys.publicKey.export({ type: "spki", format: "der" });

const sealingKey = "the world's";

/**
 * KMS with one P-256 key, and one that seals. The first is asked to sign a digest, and Node signs only what it hashes itself: so whoever is about
 * to ask announces the bytes, and what was not announced is not signed.
 */
export class Kms {
  /** The public half of the signing key, as a verifier pins it. Every account in memory has the same key. */
  readonly publicKeyPem = keys.publicKey.export({ type: "spki", format: "pem" }).toString();
  private readonly sealed = new Map<string, { readonly text: Uint8Array; readonly context: string }>();
  private readonly announced = new Map<string, Uint8Array>();

  readonly service: Service = {
    Sign: ({ Message }: { Message: Uint8Array }) => {
      const bytes = this.announced.get(Buffer.from(Message).toString("hex"));
      if (bytes === undefined) throw new Error("a digest was to be signed whose bytes nobody announced");
      return { Signature: this.sign(bytes) };
    },
    // Sealed text opens only under the context that it was sealed with.
    Encrypt: ({ Plaintext, EncryptionContext }: { Plaintext: Uint8Array; EncryptionContext: object }) => {
      const sealed = createHmac("sha256", sealingKey).update(Plaintext).digest("base64url");
      this.sealed.set(sealed, { text: Plaintext, context: JSON.stringify(EncryptionContext) });
      return { CiphertextBlob: Buffer.from(sealed) };
    },
    Decrypt: ({
      CiphertextBlob,
      EncryptionContext,
    }: {
      CiphertextBlob: Uint8Array;
      EncryptionContext: object;
    }) => {
      const found = this.sealed.get(Buffer.from(CiphertextBlob).toString());
      if (found === undefined || found.context !== JSON.stringify(EncryptionContext))
        throw Object.assign(new Error("the ciphertext is invalid"), { name: "InvalidCiphertextException" });
      return { Plaintext: found.text };
    },
    GetPublicKey: () => ({ PublicKey: publicKey }),
  };

  /** A signature of the signing key over these bytes, as a test needs it for what it writes itself. */
  sign(bytes: Uint8Array): Uint8Array {
    return sign("sha256", bytes, keys.privateKey);
  }

  /** Says what will be asked to be signed, by its digest. */
  announce(bytes: Uint8Array): void {
    this.announced.set(createHash("sha256").update(bytes).digest("hex"), bytes);
  }
}
