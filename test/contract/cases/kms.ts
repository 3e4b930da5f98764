import { createHash, createPublicKey, verify } from "node:crypto";
import { GetPublicKeyCommand, KMSClient, SignCommand } from "@aws-sdk/client-kms";
import type { Contract } from "../contract.ts";

const kms = new KMSClient();
// The account in memory has this announced: it signs a digest only with the bytes at hand.
export const signedText = "what is signed";

/** What receipts rely on. */
export const kmsContracts: readonly Contract[] = [
  {
    says: "the signature of a digest verifies offline with the public key, as that of the bytes",
    act: async ({ key: KeyId }) => {
      const { PublicKey } = await kms.send(new GetPublicKeyCommand({ KeyId }));
      const { Signature } = await kms.send(
        new SignCommand({
          KeyId,
          Message: createHash("sha256").update(signedText).digest(),
          MessageType: "DIGEST",
          SigningAlgorithm: "ECDSA_SHA_256",
        }),
      );
      const key = createPublicKey({ key: Buffer.from(PublicKey ?? []), format: "der", type: "spki" });
      return [
        key.asymmetricKeyDetails?.namedCurve,
        verify("sha256", Buffer.from(signedText), key, Buffer.from(Signature ?? [])),
      ];
    },
    sees: ["prime256v1", true],
  },
];
