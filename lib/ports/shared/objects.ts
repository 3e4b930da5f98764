import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import type { Digest } from "../../domain/canonical.ts";
import { patientClient } from "./passing-errors.ts";

/** The client for the records' bucket. */
export const s3 = patientClient(new S3Client({ forcePathStyle: true }));

/** The key under which bytes of this digest are kept. */
export const keyOf = (digest: Digest): string => `by-digest/${digest}`;

const mostTries = 5;

/**
 * Creates an object; an object that exists already stays as it is. S3 answers two writers at the same moment with a conflict
 * and asks the loser to try again (S3 user guide, conditional writes).
 * @returns whether it was created; false means that something else may be under the key.
 */
export async function createOnly(Bucket: string, Key: string, Body: string): Promise<boolean> {
  for (let tries = 1; ; tries += 1)
    try {
      await s3.send(
        new PutObjectCommand({ Bucket, Key, Body, IfNoneMatch: "*", ContentType: "application/json" }),
      );
      return true;
    } catch (error) {
      const name = error instanceof Error ? error.name : "";
      if (name === "PreconditionFailed") return false;
      if (name !== "ConditionalRequestConflict" || tries === mostTries) throw error;
    }
}
