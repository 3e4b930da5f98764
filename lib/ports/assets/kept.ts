import { GetObjectCommand } from "@aws-sdk/client-s3";
import { type Digest, sha256 } from "../../domain/canonical.ts";
import { digestMismatch, notFound } from "../../domain/errors.ts";
import { createOnly, isMissingObject, keyOf, s3Client } from "../shared/objects.ts";

/**
 * Keeps bytes under their digest, create-only. Keeping the same bytes twice makes one object.
 * @throws DigestMismatch if somebody has put other bytes under the digest before: every reader would refuse them, and nobody
 * could keep the right ones. Throttled after a transient error.
 */
export async function keepAsset(Bucket: string, digest: Digest, bytes: Uint8Array): Promise<void> {
  if (!(await createOnly(Bucket, keyOf(digest), bytes))) await keptAsset(Bucket, digest);
}

/**
 * The bytes that are kept under a digest.
 * @throws NotFound if there are none, DigestMismatch if the bytes have another digest.
 */
export async function keptAsset(Bucket: string, digest: Digest): Promise<Uint8Array> {
  const bytes = await contentOf(Bucket, keyOf(digest));
  if (bytes === null)
    throw notFound(`no asset is kept as ${digest}, or nobody here may read it: submit the change again`);
  const found = sha256(bytes);
  if (found === digest) return bytes;
  throw digestMismatch(
    `the asset that is kept as ${digest} has the digest ${found}: it was replaced; submit the change again`,
  );
}

async function contentOf(Bucket: string, Key: string): Promise<Uint8Array | null> {
  try {
    const { Body } = await s3Client.send(new GetObjectCommand({ Bucket, Key }));
    return (await Body?.transformToByteArray()) ?? new Uint8Array();
  } catch (error) {
    if (isMissingObject(error)) return null;
    throw error;
  }
}
