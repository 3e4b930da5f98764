import * as z from "zod";
import { digestSchema } from "../canonical.ts";

/** What stands in a destination for a pseudo parameter, such as the account. */
export const placeholder = (pseudo: "AccountId" | "Region" | "Partition"): string => `\${AWS::${pseudo}}`;

/**
 * One file that a change brings along for an environment: the code of a function, or what a deployment copies. Its bytes are
 * kept apart, by their SHA-256. The destination is where the change's templates expect it.
 */
export const assetSchema = z.strictObject({
  /** What the CDK calls it, such as `Create/Code`, or its file. */
  name: z.string().min(1),
  digest: digestSchema,
  bytes: z.int().min(0),
  /** The bucket of the bootstrap. It may contain `${AWS::AccountId}`, `${AWS::Region}` and `${AWS::Partition}`. */
  bucketName: z.string().min(1),
  objectKey: z.string().min(1).max(1_024),
});

/** One file that a change brings along for an environment. */
export type Asset = z.infer<typeof assetSchema>;

/** Whether two assets are the same bytes at the same place. */
export const isSameAsset = (
  one: Pick<Asset, "digest" | "bucketName" | "objectKey">,
  other: Pick<Asset, "digest" | "bucketName" | "objectKey">,
): boolean =>
  one.digest === other.digest && one.bucketName === other.bucketName && one.objectKey === other.objectKey;

/** The asset of the change that is put under this key of the bootstrap's bucket; null if the change has none there. */
export const assetAt = (assets: readonly Asset[], objectKey: string): Asset | null =>
  assets.find((asset) => asset.objectKey === objectKey) ?? null;

/** An asset whose bytes differ from those of the last successful run. `from` is null if that run had no asset of the name. */
export const assetChangeSchema = z.strictObject({
  name: z.string(),
  from: digestSchema.nullable(),
  to: digestSchema,
});

/** An asset whose bytes differ from those of the last successful run. */
export type AssetChange = Readonly<z.infer<typeof assetChangeSchema>>;

/** The assets that differ from what stands, each once by name and bytes. */
export function assetChanges(before: readonly Asset[], wanted: readonly Asset[]): readonly AssetChange[] {
  const was = new Map(before.map(({ name, digest }) => [name, digest]));
  const changes = wanted.flatMap(({ name, digest }): readonly AssetChange[] => {
    const from = was.get(name) ?? null;
    return from === digest ? [] : [{ name, from, to: digest }];
  });
  return [...new Map(changes.map((change) => [`${change.name} ${change.to}`, change])).values()];
}
