import { askSigner } from "../shared/ask-signer.ts";
import { publicKeyOf } from "../shared/public-key.ts";
import type { Signer } from "./port.ts";

/** The way to a receipt. Errors as `askSigner`. */
export const signerThrough = ({
  functionName,
  keyArn,
}: {
  readonly functionName: string;
  readonly keyArn: string;
}): Signer => ({
  sign: ({ runId, epoch }, { statement, about }) =>
    askSigner(functionName, { runId, epoch, statement, about }, `receipt "${statement}" about ${about}`),
  publicKeyPem: publicKeyOf(keyArn),
});
