import { GetObjectCommand, NoSuchKey, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { type Digest, sha256 } from "../../domain/canonical.ts";
import { parseChange } from "../../domain/change/manifest.ts";
import { digestMismatch, notFound } from "../../domain/errors.ts";
import { memoize } from "../../domain/memoize.ts";
import { parsePlan } from "../../plan/schema.ts";
import type { Changes } from "./port.ts";

const s3 = new S3Client({ forcePathStyle: true });

// One run asks for the same plan and the same change again and again.
const planIn = memoize(4, parsePlan);
const changeIn = memoize(16, (bytes: string) => parseChange(JSON.parse(bytes)));

/** The key of bytes by their own digest. */
export const keyOf = (digest: Digest): string => `by-digest/${digest}`;

/**
 * Changes, plans, templates and baselines, create-only in one bucket. Whatever is read is hashed first: bytes that are
 * not those of their digest are a DigestMismatch, whoever put them there. Read once, they are kept: they cannot change.
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
      await createOnly(bucketName, keyOf(digest), bytes);
      return digest;
    },
  };
};

/** Puts an object that is not there yet; one that is there stays as it is (S3 user guide, conditional writes). */
export async function createOnly(Bucket: string, Key: string, Body: string): Promise<void> {
  try {
    await s3.send(
      new PutObjectCommand({ Bucket, Key, Body, IfNoneMatch: "*", ContentType: "application/json" }),
    );
  } catch (error) {
    if (!(error instanceof Error) || error.name !== "PreconditionFailed") throw error;
  }
}

async function fetchBytes(Bucket: string, digest: Digest): Promise<string> {
  try {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: keyOf(digest) }));
    return (await Body?.transformToString()) ?? "";
  } catch (error) {
    if (error instanceof NoSuchKey) throw notFound(`nothing is kept as ${digest}: submit the change again`);
    throw error;
  }
}
