import { existsSync } from "node:fs";
import { basename, join } from "node:path";
import {
  type ArtifactManifest,
  type AssetManifestProperties,
  type FileAsset,
  Manifest,
} from "@aws-cdk/cloud-assembly-schema";
import type { Refusal } from "../../domain/change/refusal.ts";

/** The asset manifests of a Stage, and what keeps its assets from being carried. */
export type AssetsRead = { readonly manifests: readonly string[]; readonly refusals: readonly Refusal[] };

/** Whether a file asset is a stack's own template, which travels as a template. */
export const isTemplate = ({ source: { path } }: Pick<FileAsset, "source">): boolean =>
  path?.endsWith(".template.json") === true && !path.endsWith(".nested.template.json");

/**
 * Reads the asset manifests of a Stage. Assets are named by their construct, as CDK's asset manifest tells it, because
 * nobody knows a construct by its hash.
 */
export function readAssets(
  folder: string,
  artifacts: readonly (readonly [id: string, artifact: ArtifactManifest])[],
): AssetsRead {
  const read = artifacts.map(([id, { type, properties }]): AssetsRead => {
    if (type !== "cdk:asset-manifest") return { manifests: [], refusals: [] };
    const { file } = properties as AssetManifestProperties;
    const path = join(folder, file);
    const broken = (seen: string): AssetsRead => ({
      manifests: [],
      refusals: [{ rule: "asset-manifest", where: id, seen, todo: "synthesise the app again" }],
    });
    if (!existsSync(path)) return broken(`the asset manifest ${file} is not in the assembly`);
    try {
      const { files = {}, dockerImages = {} } = Manifest.loadAssetManifest(path);
      return {
        manifests: [path],
        refusals: [
          ...Object.entries(files).flatMap(([hash, asset]) =>
            asset.source.executable === undefined
              ? []
              : [
                  refusal(
                    asset.displayName ?? hash,
                    `a file that the command ${asset.source.executable.join(" ")} makes`,
                    "run the command before you synthesise, and let the asset name its result",
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
        ],
      };
    } catch (error) {
      return broken(
        `the asset manifest ${basename(file)} cannot be read (${String(error).replace(/\s+/g, " ").slice(0, 200)})`,
      );
    }
  });
  return {
    manifests: read.flatMap(({ manifests }) => manifests),
    refusals: read.flatMap(({ refusals }) => refusals),
  };
}

const refusal = (where: string, seen: string, todo: string): Refusal => ({
  rule: "assets",
  where,
  seen,
  todo,
});
