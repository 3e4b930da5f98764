import { DeleteObjectsCommand, ListObjectVersionsCommand, type S3Client } from "@aws-sdk/client-s3";
import { bucketsOf } from "../shared/environments/buckets.ts";
import type { Environments } from "../shared/environments/environments.ts";
import { orAbsent } from "../shared/or-absent.ts";
import type { Buckets } from "./port.ts";

/** Source: S3 API reference, DeleteObjects: at most 1,000 at once. */
const mostAtOnce = 1_000;
const longestMs = 15_000;

const isDenied = (error: unknown): error is Error =>
  error instanceof Error && /^(AccessDenied|AllAccessDisabled|Forbidden)/.test(error.name);

/** Empties buckets, versions and delete markers included, because S3 deletes only empty buckets. */
export const bucketsIn = (environments: Environments): Buckets => ({
  async isEmpty(bucket) {
    try {
      const page = await versionsOf(s3In(environments), bucket, 1);
      return page === null || page.length === 0;
    } catch (error) {
      if (isDenied(error)) return false;
      throw error;
    }
  },
  async empty(bucket) {
    const beganAtMs = performance.now();
    let removed = 0;
    const s3 = s3In(environments);
    try {
      while (performance.now() - beganAtMs < longestMs) {
        const Objects = await versionsOf(s3, bucket, mostAtOnce);
        if (Objects === null || Objects.length === 0) return { removed, isEmpty: true, refused: null };
        // Source: S3 API reference, DeleteObjects: the answer is 200 although single keys were refused; quiet, it names those.
        const { Errors = [] } = await s3.send(
          new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects, Quiet: true } }),
        );
        removed += Objects.length - Errors.length;
        const lasting = Errors.filter(
          ({ Code = "" }) => !/^(InternalError|SlowDown|ServiceUnavailable)$/.test(Code),
        );
        const [first] = lasting;
        if (first !== undefined)
          return {
            removed,
            isEmpty: false,
            refused: `S3 does not delete ${lasting.length} of the objects in ${bucket}, first ${first.Key}: ${first.Code}, ${first.Message ?? "without a message"}`,
          };
      }
    } catch (error) {
      if (!isDenied(error)) throw error;
      return { removed, isEmpty: false, refused: `${bucket} may not be emptied: ${error.message}` };
    }
    return { removed, isEmpty: false, refused: null };
  },
});

const s3In = (environments: Environments): S3Client =>
  bucketsOf(environments.clients("help", environments.only()));

/** The first versions and delete markers of a bucket; null if there is no such bucket. */
async function versionsOf(
  s3: S3Client,
  Bucket: string,
  MaxKeys: number,
): Promise<{ Key: string; VersionId?: string }[] | null> {
  const page = await orAbsent(s3.send(new ListObjectVersionsCommand({ Bucket, MaxKeys })), "NoSuchBucket");
  if (page === null) return null;
  return [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])].map(({ Key = "", VersionId }) => ({
    Key,
    ...(VersionId === undefined ? {} : { VersionId }),
  }));
}
