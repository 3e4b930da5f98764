import { askSigner } from "../shared/ask-signer.ts";
import { keyringOf } from "../shared/public-key.ts";
import type { Signer } from "./port.ts";

/** Asks the signing function for receipts. Errors as in `askSigner`. */
export const signerThrough = ({
  functionName,
  keyArns,
}: {
  readonly functionName: string;
  readonly keyArns: readonly string[];
}): Signer => ({
  sign: ({ runId, epoch }, { statement, about }) =>
    askSigner(functionName, { runId, epoch, statement, about }, `receipt "${statement}" about ${about}`),
  keyring: keyringOf(keyArns),
});
