import type { Asset } from "../../domain/change/assets.ts";

/** What is in the bucket of an environment's bootstrap now. It reads no bytes: versions tell whether anything was replaced. */
export interface PlacedAssets {
  /** The id of the object's current version; null if there is none, or if it was deleted. Throws Throttled. */
  version(asset: Pick<Asset, "bucketName" | "objectKey">): Promise<string | null>;
}
