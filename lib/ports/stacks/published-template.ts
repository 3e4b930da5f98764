import { GetObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { sha256 } from "../../domain/canonical.ts";
import type { Environment } from "../../domain/environment.ts";
import { digestMismatch, unknownAnswer } from "../../domain/errors.ts";
import { bucketsOf } from "../shared/environments/buckets.ts";
import type { Environments } from "../shared/environments/environments.ts";
import { assetsBucketOf } from "../shared/environments/roles.ts";

/**
 * Publishes a template in the bootstrap's bucket of its environment, under its digest, and returns the URL of that very
 * version. Templates that are there already are read back: whoever may write there could have been first.
 * @throws DigestMismatch if other bytes are there.
 */
export async function published(
  environments: Environments,
  environment: Environment,
  template: string,
): Promise<string> {
  const s3 = bucketsOf(environments.clients("publish", environment));
  const at = environments.place(environment);
  const Bucket = assetsBucketOf(at);
  const Key = `${sha256(template)}.json`;
  const version = async (): Promise<string | undefined> => {
    try {
      const put = new PutObjectCommand({
        Bucket,
        Key,
        Body: template,
        IfNoneMatch: "*",
        ContentType: "application/json",
        ExpectedBucketOwner: at.account,
      });
      return (await s3.send(put)).VersionId;
    } catch (error) {
      if (!(error instanceof Error) || error.name !== "PreconditionFailed") throw error;
      const { Body, VersionId } = await s3.send(
        new GetObjectCommand({ Bucket, Key, ExpectedBucketOwner: at.account }),
      );
      if ((await Body?.transformToString()) === template) return VersionId;
      throw digestMismatch(
        `s3://${Bucket}/${Key} does not hold the template that it is named after: find out who put it there, and delete it`,
      );
    }
  };
  const id = await version();
  if (id === undefined)
    throw unknownAnswer(`the bucket ${Bucket} keeps no versions: bootstrap ${environment} again`);
  // CloudFormation takes only S3's own addresses. Source: S3 user guide, "Virtual hosting of buckets", path-style requests.
  return `https://s3.${at.region}.${at.urlSuffix}/${Bucket}/${Key}?versionId=${encodeURIComponent(id)}`;
}
