import { existsSync } from "node:fs";
import { basename, join } from "node:path";
import {
  type ArtifactManifest,
  type AssetManifestProperties,
  Manifest,
} from "@aws-cdk/cloud-assembly-schema";
import type { Refusal } from "../../domain/change/refusal.ts";

/**
 * Assets beyond the stacks' own templates. They are named by their construct, as CDK's asset manifest tells it, because
 * nobody knows a construct by its hash.
 */
export function assetRefusals(
  folder: string,
  artifacts: readonly (readonly [id: string, artifact: ArtifactManifest])[],
): readonly Refusal[] {
  return artifacts.flatMap(([id, { type, properties }]): readonly Refusal[] => {
    if (type !== "cdk:asset-manifest") return [];
    const { file } = properties as AssetManifestProperties;
    const path = join(folder, file);
    const broken = (seen: string): readonly Refusal[] => [
      { rule: "asset-manifest", where: id, seen, todo: "synthesise the app again" },
    ];
    if (!existsSync(path)) return broken(`the asset manifest ${file} is not in the assembly`);
    try {
      const { files = {}, dockerImages = {} } = Manifest.loadAssetManifest(path);
      return [
        ...Object.entries(files).flatMap(([hash, asset]) =>
          asset.source.path?.endsWith(".template.json") === true &&
          !asset.source.path.endsWith(".nested.template.json")
            ? []
            : [
                refusal(
                  asset.displayName ?? asset.source.path ?? hash,
                  "a file asset",
                  "code and files are not carried yet",
                ),
              ],
        ),
        ...Object.entries(dockerImages).map(([hash, asset]) =>
          refusal(
            asset.displayName ?? asset.source.directory ?? hash,
            "a Docker image asset",
            "build and push it in the pipeline, and reference the image by its digest",
          ),
        ),
      ];
    } catch (error) {
      return broken(
        `the asset manifest ${basename(file)} cannot be read (${String(error).replace(/\s+/g, " ").slice(0, 200)})`,
      );
    }
  });
}

const refusal = (where: string, seen: string, todo: string): Refusal => ({
  rule: "assets",
  where,
  seen,
  todo,
});
