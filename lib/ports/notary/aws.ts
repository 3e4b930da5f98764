import { askSigner } from "../shared/ask-signer.ts";
import type { Notary } from "./port.ts";

/** Asks the signing function for checkpoints, archives and receipts of superseded changes. Errors as in `askSigner`. */
export const notaryThrough = ({ functionName }: { readonly functionName: string }): Notary => ({
  async checkpoint(also) {
    await askSigner(functionName, { statement: "checkpoint", also }, "checkpoint");
  },
  async archive(runId, histories) {
    await askSigner(
      functionName,
      { statement: "history", runId, histories: [...histories] },
      `archive of the histories of ${runId}`,
    );
  },
  async superseded(runId) {
    await askSigner(functionName, { statement: "superseded", runId }, `receipt that ${runId} was superseded`);
  },
});
