import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import type { Digest } from "../../domain/canonical.ts";
import { isInterlockError } from "../../domain/errors.ts";
import { patientClient } from "./passing-errors.ts";

/** The client for the records' bucket. */
export const s3Client = patientClient(new S3Client({ forcePathStyle: true }));

/** The key under which bytes of this digest are kept. */
export const keyOf = (digest: Digest): string => `by-digest/${digest}`;

const mostTries = 5;

/**
 * Creates an object; an object that exists already stays as it is. S3 answers two writers at the same moment with a conflict
 * and asks the loser to try again (S3 user guide, conditional writes). Text is JSON.
 * @returns whether it was created; false means that something else may be under the key.
 * @throws Throttled after a transient error, or after several conflicts.
 */
export async function createOnly(Bucket: string, Key: string, Body: string | Uint8Array): Promise<boolean> {
  const ContentType = typeof Body === "string" ? "application/json" : undefined;
  for (let tries = 1; ; tries += 1)
    try {
      await s3Client.send(new PutObjectCommand({ Bucket, Key, Body, IfNoneMatch: "*", ContentType }));
      return true;
    } catch (error) {
      if (error instanceof Error && error.name === "PreconditionFailed") return false;
      if (!isConflict(error) || tries === mostTries) throw error;
    }
}

/** The client throws Throttled for a conflict too. Its cause is what S3 answered. */
const isConflict = (error: unknown): boolean =>
  isInterlockError(error, "Throttled") &&
  error.cause instanceof Error &&
  error.cause.name === "ConditionalRequestConflict";

/**
 * Whether an object cannot be read because it is not there. S3 says so only to those who may list the bucket; everyone else is
 * denied (S3 API reference, GetObject, Permissions). No function may list.
 */
export const isMissingObject = (error: unknown): boolean =>
  error instanceof Error && /^(NoSuchKey|AccessDenied)$/.test(error.name);
