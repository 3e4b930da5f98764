import { createHash } from "node:crypto";
import { SignCommand } from "@aws-sdk/client-kms";
import { unknownAnswer } from "../../domain/errors.ts";
import type { SigningKey } from "../signing-keys/port.ts";
import { kms, publicKeyOf } from "./public-key.ts";

/** A P-256 key in KMS. */
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
