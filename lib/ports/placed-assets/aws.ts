import { ListObjectVersionsCommand } from "@aws-sdk/client-s3";
import { bucketsOf } from "../shared/environments/buckets.ts";
import type { Environments } from "../shared/environments/environments.ts";
import { bucketIn } from "../shared/environments/roles.ts";
import type { PlacedAssets } from "./port.ts";

/** Looks under the lookup-role of the function's environment. */
export const placedAssetsIn = (environments: Environments): PlacedAssets => ({
  async version({ bucketName, objectKey }) {
    const environment = environments.only();
    const { Versions = [] } = await bucketsOf(environments.clients("look", environment)).send(
      new ListObjectVersionsCommand({
        Bucket: bucketIn(bucketName, environments.place(environment)),
        Prefix: objectKey,
      }),
    );
    // A delete marker is the latest then, and no version is.
    const latest = Versions.find(({ Key, IsLatest }) => Key === objectKey && IsLatest === true);
    return latest?.VersionId ?? null;
  },
});
