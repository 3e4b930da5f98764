import type { Digest } from "../../domain/canonical.ts";

/** Vouches for where the chains end, and for what was archived; the signer looks for itself. */
export interface Notary {
  checkpoint(also: string): Promise<void>;
  archive(runId: string, histories: readonly Digest[]): Promise<void>;
}
