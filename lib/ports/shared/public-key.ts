import { GetPublicKeyCommand, KMSClient } from "@aws-sdk/client-kms";
import { unknownAnswer } from "../../domain/errors.ts";
import { type Keyring, readKeyring } from "../../domain/records/introduction.ts";
import { patientClient } from "./passing-errors.ts";

/** The client for the signing key. */
export const kms = patientClient(new KMSClient());

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

/** Reads the public halves of several keys, each once. The answer has their order. */
export function keyringOf(keyArns: readonly string[]): () => Promise<Keyring> {
  const pems = keyArns.map(publicKeyOf);
  return async () => readKeyring(await Promise.all(pems.map((pem) => pem())));
}
