import type { Digest } from "../../domain/canonical.ts";

/** Gets signatures for what belongs to no run: the ends of the chains, archives, and changes that never began. The signer reads the records itself. */
export interface Notary {
  checkpoint(also: string): Promise<void>;
  archive(runId: string, histories: readonly Digest[]): Promise<void>;
  superseded(runId: string): Promise<void>;
}
