import type { Asset } from "../../domain/change/assets.ts";

/** Where an asset is after it was published; `versionId` is null in a bucket without versions. */
export type AssetPlaced =
  | { readonly result: "published" | "already-there"; readonly versionId: string | null }
  /** It could not be put there, or other bytes are there: what is wrong, and what to do. */
  | { readonly result: "refused"; readonly reason: string };

/** The files that a change brings along, and the bucket of an environment's bootstrap, where its templates expect them. */
export interface Assets {
  /**
   * Puts the bytes that are kept under the asset's digest where the environment's templates expect them, unless they are
   * there. It replaces nothing: what is there already is compared byte for byte.
   * Throws NotFound if nothing is kept under the digest, DigestMismatch if the bytes have another one, Throttled after a
   * transient error.
   */
  publish(asset: Asset): Promise<AssetPlaced>;
}
