import { GenerateMacCommand } from "@aws-sdk/client-kms";
import { unknownAnswer } from "../../domain/errors.ts";
import { linkBytes } from "../../domain/gate/invitation-link.ts";
import { kmsClient } from "../shared/public-key.ts";
import type { LinkMint } from "./port.ts";

/** Links under an HMAC key in KMS, whose bytes never leave KMS. */
export const linkMintUnder = ({ keyArn }: { readonly keyArn: string }): LinkMint => ({
  async mint(link) {
    const { Mac } = await kmsClient.send(
      new GenerateMacCommand({ KeyId: keyArn, Message: linkBytes(link), MacAlgorithm: "HMAC_SHA_256" }),
    );
    if (Mac === undefined) throw unknownAnswer(`KMS made no MAC with ${keyArn}: look at the key's state`);
    return Buffer.from(Mac).toString("base64");
  },
});
