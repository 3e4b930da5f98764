import { EncryptCommand, KMSClient } from "@aws-sdk/client-kms";
import { unknownAnswer } from "../../domain/errors.ts";
import { patientClient } from "../shared/passing-errors.ts";
import { boundTo } from "../shared/sealed-token.ts";
import type { TokenSeal } from "./port.ts";

const kms = patientClient(new KMSClient());

/** Seals task tokens under a key that only the answering functions may open with. */
export const tokenSealUnder = ({ keyArn }: { readonly keyArn: string }): TokenSeal => ({
  async seal(taskToken, about) {
    const { CiphertextBlob } = await kms.send(
      new EncryptCommand({
        KeyId: keyArn,
        Plaintext: Buffer.from(taskToken),
        EncryptionContext: boundTo(about),
      }),
    );
    if (CiphertextBlob === undefined)
      throw unknownAnswer(`KMS sealed nothing with ${keyArn}: look at the key's state`);
    return Buffer.from(CiphertextBlob).toString("base64");
  },
});
