import { chmodSync, cpSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import type { FileManifestEntry, IAws } from "@aws-cdk/cdk-assets-lib";
import { FileAssetPackaging, Manifest } from "@aws-cdk/cloud-assembly-schema";
import type { Digest } from "../../domain/canonical.ts";
import { sha256 } from "../../domain/canonical.ts";
import { type Asset, placeholder } from "../../domain/change/assets.ts";
import type { Refusal } from "../../domain/change/refusal.ts";
import { type Environment, environments } from "../../domain/environment.ts";
import { isTemplate } from "./read-assets.ts";

/** The assets of each environment, and the bytes of all of them by digest. */
export type BuiltAssets = {
  readonly assets: Readonly<Record<Environment, readonly Asset[]>>;
  readonly contents: ReadonlyMap<Digest, Buffer>;
};

/** No asset in any environment. */
export const noAssets: BuiltAssets = {
  assets: { development: [], staging: [], production: [] },
  contents: new Map(),
};

/** What one call of the function that publishes an asset can hold in its memory. */
const mostBytes = 100 * 1024 * 1024;

/**
 * Builds the file assets that these manifests name, with the CDK's own library, so that their bytes are those that the CDK
 * would publish. Nothing is published. Placeholders of destinations stay as they are.
 */
export async function buildAssets(
  manifests: Readonly<Record<Environment, readonly string[]>>,
): Promise<{ readonly built: BuiltAssets; readonly refusals: readonly Refusal[] }> {
  const contents = new Map<Digest, Buffer>();
  const refusals: Refusal[] = [];
  const assets: Record<Environment, Asset[]> = { development: [], staging: [], production: [] };
  for (const environment of environments)
    for (const path of manifests[environment]) {
      const files = await filesIn(path).catch((error: unknown) => String(error).split("\n")[0] ?? "");
      if (typeof files === "string") {
        refusals.push({
          rule: "assets",
          where: `${environment}: ${basename(path)}`,
          seen: `the CDK's library cannot build an asset (${files})`,
          todo: "synthesise the app again",
        });
        continue;
      }
      for (const { name, bucketName, objectKey, bytes } of files) {
        if (bytes.length > mostBytes) {
          refusals.push({
            rule: "assets",
            where: `${environment}: ${name}`,
            seen: `the asset has ${bytes.length} bytes`,
            todo: `Interlock carries at most ${mostBytes}: split it, or put it where the app fetches it by digest`,
          });
          continue;
        }
        const digest = sha256(bytes);
        contents.set(digest, bytes);
        const known = assets[environment].some(
          (asset) => asset.objectKey === objectKey && asset.bucketName === bucketName,
        );
        if (!known) assets[environment].push({ name, digest, bytes: bytes.length, bucketName, objectKey });
      }
    }
  return { built: { assets, contents }, refusals };
}

type BuiltFile = Pick<Asset, "name" | "bucketName" | "objectKey"> & { readonly bytes: Buffer };

async function filesIn(path: string): Promise<readonly BuiltFile[]> {
  // The library is large, and most commands need no assets.
  const { AssetManifest, AssetPublishing } = await import("@aws-cdk/cdk-assets-lib");
  const work = mkdtempSync(join(tmpdir(), "interlock-"));
  try {
    const manifest = AssetManifest.fromFile(normalized(path, work));
    const built: BuiltFile[] = [];
    for (const entry of manifest.files) {
      const sink = sinkFor(entry);
      await new AssetPublishing(manifest, { aws: sink.aws }).publishEntry(entry);
      built.push(await sink.built());
    }
    return built;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/**
 * A copy of a manifest and of the folders that it zips, in `work`, without the stacks' own templates. Modes say only whether
 * a file can be executed: otherwise the same commit would give other bytes under another umask, at the same key.
 */
function normalized(path: string, work: string): string {
  const { version, files = {} } = Manifest.loadAssetManifest(path);
  const kept = Object.entries(files).flatMap(([hash, file]) => {
    const source = resolve(dirname(path), file.source.path ?? "");
    if (isTemplate(file)) return [];
    if (file.source.packaging !== FileAssetPackaging.ZIP_DIRECTORY)
      return [[hash, { ...file, source: { ...file.source, path: source } }] as const];
    const copy = join(work, hash);
    cpSync(source, copy, { recursive: true, dereference: true });
    for (const found of readdirSync(copy, { recursive: true, withFileTypes: true })) {
      const inner = join(found.parentPath, found.name);
      if (found.isFile()) chmodSync(inner, (statSync(inner).mode & 0o100) === 0 ? 0o644 : 0o755);
    }
    return [[hash, { ...file, source: { ...file.source, path: copy } }] as const];
  });
  const written = join(work, "assets.json");
  Manifest.saveAssetManifest({ version, files: Object.fromEntries(kept) }, written);
  return written;
}

/** An account that takes one upload and keeps it in memory. It answers every other question as an empty account would. */
function sinkFor(entry: FileManifestEntry) {
  let taken: Promise<BuiltFile> | undefined;
  const account = async () => ({ accountId: placeholder("AccountId"), partition: placeholder("Partition") });
  const none = () => {
    throw new Error("a file asset asks for no registry and no secret");
  };
  const aws: IAws = {
    discoverPartition: async () => placeholder("Partition"),
    discoverDefaultRegion: async () => placeholder("Region"),
    discoverCurrentAccount: account,
    discoverTargetAccount: account,
    ecrClient: none,
    secretsManagerClient: none,
    s3Client: async () => ({
      getBucketEncryption: async () => ({ $metadata: {} }),
      getBucketLocation: async () => ({ $metadata: {} }),
      listObjectsV2: async () => ({ $metadata: {} }),
      upload: async ({ Bucket = "", Key = "", Body }) => {
        taken = bytesOf(Body as AsyncIterable<Buffer>).then((bytes) => ({
          name: entry.displayName(false),
          bucketName: Bucket,
          objectKey: Key,
          bytes,
        }));
        await taken;
        return { $metadata: {} };
      },
    }),
  };
  return {
    aws,
    built: async (): Promise<BuiltFile> => {
      if (taken === undefined) throw new Error(`the CDK's library did not build ${entry.displayName(true)}`);
      return taken;
    },
  };
}

async function bytesOf(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}
