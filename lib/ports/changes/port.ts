import type { Digest } from "../../domain/canonical.ts";
import type { Change } from "../../domain/change/manifest.ts";
import type { Plan } from "../../plan/schema.ts";

/**
 * Everything that is kept by the digest of its bytes, create-only: plans, changes, templates, baselines, dossiers, lists.
 * Each read throws NotFound if nothing is kept under the digest, and DigestMismatch if the bytes have another one.
 */
export interface Changes {
  change(digest: Digest): Promise<Change>;
  plan(digest: Digest): Promise<Plan>;
  /** The bytes themselves, as UTF-8 text. */
  bytes(digest: Digest): Promise<string>;
  /** Keeps UTF-8 text under its own digest. Keeping the same text twice makes one object. */
  keep(text: string): Promise<Digest>;
}
