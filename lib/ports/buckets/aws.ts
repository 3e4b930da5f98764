import { DeleteObjectsCommand, ListObjectVersionsCommand, type S3Client } from "@aws-sdk/client-s3";
import { bucketsOf } from "../shared/environments/buckets.ts";
import type { Environments } from "../shared/environments/environments.ts";
import { orAbsent } from "../shared/or-absent.ts";
import type { Buckets } from "./port.ts";

/** Source: S3 API reference, DeleteObjects: at most 1,000 at once. */
const mostAtOnce = 1_000;
const longestMs = 15_000;

/** Empties buckets, versions and delete markers included, because S3 deletes only empty buckets. */
export const bucketsIn = (environments: Environments): Buckets => ({
  async isEmpty(bucket) {
    const page = await versionsOf(s3In(environments), bucket, 1);
    return page === null || page.length === 0;
  },
  async empty(bucket) {
    const beganAtMs = performance.now();
    let removed = 0;
    const s3 = s3In(environments);
    while (performance.now() - beganAtMs < longestMs) {
      const Objects = await versionsOf(s3, bucket, mostAtOnce);
      if (Objects === null || Objects.length === 0) return { removed, isEmpty: true };
      await s3.send(new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects, Quiet: true } }));
      removed += Objects.length;
    }
    return { removed, isEmpty: false };
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
