import { GetObjectCommand } from "@aws-sdk/client-s3";
import { type Digest, sha256 } from "../../domain/canonical.ts";
import { parseChange } from "../../domain/change/manifest.ts";
import { digestMismatch, notFound } from "../../domain/errors.ts";
import { memoize } from "../../domain/memoize.ts";
import { parsePlan } from "../../plan/schema.ts";
import { createOnly, isMissingObject, keyOf, s3Client } from "../shared/objects.ts";
import type { Changes } from "./port.ts";

// One run reads the same plan and the same change many times.
const planIn = memoize(4, parsePlan);
const changeIn = memoize(16, (bytes: string) => parseChange(JSON.parse(bytes)));

/**
 * Changes, plans, templates and baselines, create-only in one bucket. Every read is hashed first: bytes that do not have
 * their key's digest are a DigestMismatch. Bytes that were read once are memoized, because they cannot change.
 */
export const changesIn = ({ bucketName }: { readonly bucketName: string }): Changes => {
  const kept = new Map<Digest, string>();
  const read = async (digest: Digest): Promise<string> => {
    const known = kept.get(digest);
    if (known !== undefined) return known;
    const bytes = await fetchBytes(bucketName, digest);
    const found = sha256(bytes);
    if (found !== digest)
      throw digestMismatch(
        `what is kept as ${digest} has the digest ${found}: it was edited; submit the change again`,
      );
    kept.set(digest, bytes);
    return bytes;
  };
  return {
    bytes: read,
    change: async (digest) => changeIn(await read(digest)),
    plan: async (digest) => planIn(await read(digest)),
    async keep(bytes) {
      const digest = sha256(bytes);
      // Somebody may have put other bytes under the digest before: the reader would refuse them, and nobody could keep ours.
      if (!(await createOnly(bucketName, keyOf(digest), bytes))) await read(digest);
      return digest;
    },
  };
};

async function fetchBytes(Bucket: string, digest: Digest): Promise<string> {
  try {
    const { Body } = await s3Client.send(new GetObjectCommand({ Bucket, Key: keyOf(digest) }));
    return (await Body?.transformToString()) ?? "";
  } catch (error) {
    if (isMissingObject(error))
      throw notFound(
        `nothing is kept as ${digest}, or nobody here may read it: submit the change again`,
        error,
      );
    throw error;
  }
}
