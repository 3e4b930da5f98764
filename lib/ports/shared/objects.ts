import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import type { Digest } from "../../domain/canonical.ts";
import { patientClient } from "./passing-errors.ts";

/** The client for the records' bucket. */
export const s3 = patientClient(new S3Client({ forcePathStyle: true }));

/** The key under which bytes of this digest are kept. */
export const keyOf = (digest: Digest): string => `by-digest/${digest}`;

/** Creates an object; an object that exists already stays as it is (S3 user guide, conditional writes). */
export async function createOnly(Bucket: string, Key: string, Body: string): Promise<void> {
  try {
    await s3.send(
      new PutObjectCommand({ Bucket, Key, Body, IfNoneMatch: "*", ContentType: "application/json" }),
    );
  } catch (error) {
    if (!(error instanceof Error) || error.name !== "PreconditionFailed") throw error;
  }
}
