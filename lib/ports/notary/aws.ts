import { askSigner } from "../shared/ask-signer.ts";
import type { Notary } from "./port.ts";

/** The way to a checkpoint or an archive. Errors as `askSigner`. */
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
});
