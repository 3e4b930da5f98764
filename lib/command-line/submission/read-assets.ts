import { join, resolve } from "node:path";
import type { ArtifactManifest, AssetManifestProperties, FileAsset } from "@aws-cdk/cloud-assembly-schema";
import * as z from "zod";
import type { Refusal } from "../../domain/change/refusal.ts";
import { issuesInWords } from "../../domain/issues.ts";
import { readInside, strangersIn } from "./assembly-file.ts";

/** The asset manifests of a Stage, and what keeps its assets from being carried. */
export type AssetsRead = { readonly manifests: readonly string[]; readonly refusals: readonly Refusal[] };

/** What is read of an asset manifest. Source: cloud-assembly-schema, AssetManifest, which CDK's own reader does not enforce. */
const assetManifestSchema = z.looseObject({
  version: z.string(),
  files: z
    .record(
      z.string(),
      z.looseObject({
        displayName: z.string().exactOptional(),
        source: z.looseObject({
          path: z.string().exactOptional(),
          packaging: z.enum(["file", "zip"]).exactOptional(),
          executable: z.array(z.string()).exactOptional(),
        }),
        destinations: z.record(z.string(), z.looseObject({ bucketName: z.string(), objectKey: z.string() })),
      }),
    )
    .exactOptional(),
  dockerImages: z
    .record(
      z.string(),
      z.looseObject({
        displayName: z.string().exactOptional(),
        source: z.looseObject({ directory: z.string().exactOptional() }),
      }),
    )
    .exactOptional(),
});

/** Whether a file asset is a stack's own template, which travels as a template. */
export const isTemplate = ({ source: { path } }: Pick<FileAsset, "source">): boolean =>
  path?.endsWith(".template.json") === true && !path.endsWith(".nested.template.json");

/**
 * Reads the asset manifests of a Stage. Assets are named by their construct, as CDK's asset manifest tells it, because
 * nobody knows a construct by its hash.
 */
export function readAssets(
  root: string,
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
    const read = readInside(root, path);
    if ("wrong" in read) return broken(`the asset manifest ${file} ${read.wrong}`);
    const manifest = manifestIn(read.text);
    if ("wrong" in manifest) return broken(`the asset manifest ${file} cannot be read (${manifest.wrong})`);
    const { files = {}, dockerImages = {} } = manifest;
    return {
      manifests: [path],
      refusals: [
        ...Object.entries(files).flatMap(([hash, { displayName = hash, source }]) =>
          source.executable === undefined
            ? strangersOf(root, folder, displayName, source)
            : [
                refusal(
                  displayName,
                  `a file that the command ${source.executable.join(" ")} makes`,
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
  });
  return {
    manifests: read.flatMap(({ manifests }) => manifests),
    refusals: read.flatMap(({ refusals }) => refusals),
  };
}

/** The asset manifest in a text, or what is wrong with it. */
function manifestIn(text: string): z.infer<typeof assetManifestSchema> | { readonly wrong: string } {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (error) {
    return { wrong: `it is not JSON: ${String(error).split("\n")[0]}` };
  }
  const parsed = assetManifestSchema.safeParse(document);
  return parsed.success ? parsed.data : { wrong: issuesInWords(parsed.error, document, "the manifest") };
}

/** What an asset names that is not in the assembly: the submitter may read more than the commit's code may. */
function strangersOf(
  root: string,
  folder: string,
  name: string,
  { path = "", packaging = "file" }: { readonly path?: string; readonly packaging?: "file" | "zip" },
): readonly Refusal[] {
  const strangers = strangersIn(root, resolve(folder, path), packaging === "zip" ? "folder" : "file");
  return strangers.length === 0
    ? []
    : [
        refusal(
          name,
          strangers.slice(0, 10).join("; "),
          "let the CDK stage its assets (without aws:cdk:disable-asset-staging), and copy what links lead to",
        ),
      ];
}

const refusal = (where: string, seen: string, todo: string): Refusal => ({
  rule: "assets",
  where,
  seen,
  todo,
});
