import { GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { sha256 } from "../../domain/canonical.ts";
import type { Environments } from "../shared/environments/environments.ts";
import { bucketIn } from "../shared/environments/roles.ts";
import { keptAsset } from "./kept.ts";
import type { AssetPlaced, Assets } from "./port.ts";

/** Publishes assets to the bucket of an environment's bootstrap, under its publishing role. */
export const assetsIn = (assetsBucketName: string, environments: Environments): Assets => ({
  async publish({ name, digest, bucketName, objectKey }) {
    const environment = environments.only();
    const s3 = environments.clients("publish", environment)(S3Client);
    const bytes = await keptAsset(assetsBucketName, digest);
    const Bucket = bucketIn(bucketName, environments.place(environment));
    const where = `s3://${Bucket}/${objectKey}`;
    try {
      const { VersionId } = await s3.send(
        new PutObjectCommand({ Bucket, Key: objectKey, Body: bytes, IfNoneMatch: "*" }),
      );
      return { result: "published", versionId: VersionId ?? null };
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      if (error.name === "NoSuchBucket")
        return refused(
          `${name}: the bucket ${Bucket} does not exist: prepare the account with cdk bootstrap`,
        );
      if (error.name !== "PreconditionFailed") throw error;
    }
    const there = await s3.send(new GetObjectCommand({ Bucket, Key: objectKey }));
    const found = sha256((await there.Body?.transformToByteArray()) ?? new Uint8Array());
    return found === digest
      ? { result: "already-there", versionId: there.VersionId ?? null }
      : refused(
          `${name}: ${where} holds other bytes (${found}) than were approved (${digest}): remove the object, or find out who put it there`,
        );
  },
});

const refused = (reason: string): AssetPlaced => ({ result: "refused", reason });
