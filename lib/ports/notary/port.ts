import type { Digest } from "../../domain/canonical.ts";

/** Gets signatures for the ends of the chains and for archives. The signer reads the records itself. */
export interface Notary {
  checkpoint(also: string): Promise<void>;
  archive(runId: string, histories: readonly Digest[]): Promise<void>;
}
