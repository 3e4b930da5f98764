import { createHash, createPublicKey, verify } from "node:crypto";
import {
  GenerateMacCommand,
  GetPublicKeyCommand,
  KMSClient,
  SignCommand,
  VerifyMacCommand,
} from "@aws-sdk/client-kms";
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
  {
    says: "a MAC of HMAC_SHA_256 has 32 bytes and verifies for its message alone; another message is KMSInvalidMacException",
    act: async ({ linkKey: KeyId }) => {
      const [MacAlgorithm, Message] = ["HMAC_SHA_256", Buffer.from(signedText)] as const;
      const { Mac } = await kms.send(new GenerateMacCommand({ KeyId, Message, MacAlgorithm }));
      const verified = async (of: Uint8Array) => {
        try {
          const input = { KeyId, Message: of, MacAlgorithm, Mac: Mac ?? new Uint8Array() };
          return (await kms.send(new VerifyMacCommand(input))).MacValid;
        } catch (error) {
          return (error as Error).name;
        }
      };
      return [Mac?.length, await verified(Message), await verified(Buffer.from("another text"))];
    },
    // Source: KMS API reference, VerifyMac.
    sees: [32, true, "KMSInvalidMacException"],
  },
];
