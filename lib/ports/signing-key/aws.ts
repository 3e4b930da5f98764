import { createHash } from "node:crypto";
import { GetPublicKeyCommand, KMSClient, SignCommand } from "@aws-sdk/client-kms";
import { unknownAnswer } from "../../domain/errors.ts";
import type { SigningKey } from "./port.ts";

const kms = new KMSClient();

/** The P-256 key in KMS. */
export const signingKeyAt = ({ keyArn }: { readonly keyArn: string }): SigningKey => ({
  async sign(bytes) {
    const { Signature } = await kms.send(
      new SignCommand({
        KeyId: keyArn,
        Message: createHash("sha256").update(bytes).digest(),
        MessageType: "DIGEST",
        SigningAlgorithm: "ECDSA_SHA_256",
      }),
    );
    if (Signature === undefined)
      throw unknownAnswer(`KMS signed nothing with ${keyArn}: look at the key's state`);
    return Signature;
  },
  publicKeyPem: publicKeyOf(keyArn),
});

/** Reads the public half of a key, once. */
export function publicKeyOf(keyArn: string): () => Promise<string> {
  let pem: Promise<string> | null = null;
  const read = async () => {
    const { PublicKey } = await kms.send(new GetPublicKeyCommand({ KeyId: keyArn }));
    if (PublicKey === undefined)
      throw unknownAnswer(`KMS has no public key for ${keyArn}: look at the key's state`);
    const lines =
      Buffer.from(PublicKey)
        .toString("base64")
        .match(/.{1,64}/g) ?? [];
    return `-----BEGIN PUBLIC KEY-----\n${lines.join("\n")}\n-----END PUBLIC KEY-----\n`;
  };
  return () => {
    pem ??= read().catch((error: unknown) => {
      pem = null;
      throw error;
    });
    return pem;
  };
}
