import { CreateBucketCommand, PutBucketVersioningCommand, S3Client } from "@aws-sdk/client-s3";
import type { WantedInstallation } from "./deploy.ts";

/** Creates what the standard bootstrap would have created in the places of the environments, as far as assets need it. */
export async function ensureBootstrapBuckets({ places }: WantedInstallation): Promise<void> {
  const s3 = new S3Client({ forcePathStyle: true });
  for (const { account, region } of Object.values(places ?? {})) {
    const Bucket = `cdk-hnb659fds-assets-${account}-${region}`;
    try {
      await s3.send(new CreateBucketCommand({ Bucket }));
    } catch (error) {
      if (!(error instanceof Error) || !/BucketAlready(Exists|OwnedByYou)/.test(error.name)) throw error;
    }
    await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: "Enabled" } }));
  }
}
