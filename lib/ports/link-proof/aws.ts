import { VerifyMacCommand } from "@aws-sdk/client-kms";
import { linkBytes } from "../../domain/gate/invitation-link.ts";
import { kmsClient } from "../shared/public-key.ts";
import type { LinkProof } from "./port.ts";

/** A MAC of HMAC_SHA_256 has 32 bytes. */
const macBytes = 32;

/** Links under an HMAC key in KMS. */
export const linkProofUnder = ({ keyArn }: { readonly keyArn: string }): LinkProof => ({
  async isMinted(link, mac) {
    const Mac = Buffer.from(mac, "base64");
    if (Mac.length !== macBytes) return false;
    try {
      const { MacValid } = await kmsClient.send(
        new VerifyMacCommand({ KeyId: keyArn, Message: linkBytes(link), Mac, MacAlgorithm: "HMAC_SHA_256" }),
      );
      return MacValid === true;
    } catch (error) {
      // Source: KMS API reference, VerifyMac: a MAC that does not verify is this error, and never `MacValid: false`.
      if (error instanceof Error && error.name === "KMSInvalidMacException") return false;
      throw error;
    }
  },
});
