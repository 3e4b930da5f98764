import { GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { sha256 } from "../../domain/canonical.ts";
import { placeholder } from "../../domain/change/assets.ts";
import { patientClient } from "../shared/passing-errors.ts";
import { keptAsset } from "./kept.ts";
import type { AssetPlaced, Assets } from "./port.ts";

/** Where the assets are kept, and where the environment is. */
export type AssetsAt = {
  readonly assetsBucketName: string;
  /** An ARN of the control plane's partition, region and account. */
  readonly controlPlaneArn: string;
  /** The environment's account and region; null if they are the control plane's. */
  readonly place: { readonly account: string; readonly region: string } | null;
};

/** The environment's S3. */
const s3 = patientClient(new S3Client({ forcePathStyle: true }));

/** Publishes assets to the bucket of an environment's bootstrap. */
export const assetsAt = ({ assetsBucketName, controlPlaneArn, place }: AssetsAt): Assets => ({
  async publish({ name, digest, bucketName, objectKey }) {
    const bytes = await keptAsset(assetsBucketName, digest);
    const Bucket = resolved(bucketName, controlPlaneArn, place);
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

/** A bucket's name with its placeholders filled. */
function resolved(bucketName: string, controlPlaneArn: string, place: AssetsAt["place"]): string {
  const [, partition = "", , ownRegion = "", ownAccount = ""] = controlPlaneArn.split(":");
  const { account, region } = place ?? { account: ownAccount, region: ownRegion };
  return bucketName
    .replaceAll(placeholder("Partition"), partition)
    .replaceAll(placeholder("Region"), region)
    .replaceAll(placeholder("AccountId"), account);
}
