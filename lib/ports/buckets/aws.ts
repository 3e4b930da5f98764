import { DeleteObjectsCommand, ListObjectVersionsCommand, S3Client } from "@aws-sdk/client-s3";
import { orAbsent } from "../shared/or-absent.ts";
import { patientClient } from "../shared/passing-errors.ts";
import type { Buckets } from "./port.ts";

/** Source: S3 API reference, DeleteObjects: at most 1,000 at once. */
const mostAtOnce = 1_000;
const longestMs = 15_000;
const s3 = patientClient(new S3Client({ forcePathStyle: true }));

/** Empties buckets, versions and delete markers included, because S3 deletes only empty buckets. */
export const awsBuckets = (): Buckets => ({
  async isEmpty(bucket) {
    const page = await versionsOf(bucket, 1);
    return page === null || page.length === 0;
  },
  async empty(bucket) {
    const beganAtMs = performance.now();
    let removed = 0;
    while (performance.now() - beganAtMs < longestMs) {
      const Objects = await versionsOf(bucket, mostAtOnce);
      if (Objects === null || Objects.length === 0) return { removed, isEmpty: true };
      await s3.send(new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects, Quiet: true } }));
      removed += Objects.length;
    }
    return { removed, isEmpty: false };
  },
});

/** The first versions and delete markers of a bucket; null if there is no such bucket. */
async function versionsOf(
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
