import { type Access, environmentOf } from "../shared/access.ts";

/** The buckets of the standard bootstrap, whatever its qualifier is. Source: aws-cdk-lib, DefaultStackSynthesizer. */
const bootstrapBuckets = "cdk-*-assets-*";

/** What the port may call on AWS, and the environment variables of its wiring. */
export const access = {
  allow: ({ assets, bucketArnOf }) => [
    {
      why: "reads the files that a change brings along",
      actions: ["s3:GetObject"],
      resources: [`${assets.arn}/by-digest/*`],
      pattern: "objects are named by the digests of their bytes",
    },
    {
      why: "puts them where the environment's templates expect them, and compares what is there",
      actions: ["s3:GetObject", "s3:PutObject"],
      resources: [`${bucketArnOf(bootstrapBuckets)}/*`],
      pattern: "a bootstrap's bucket is named after its qualifier, account and region",
    },
  ],
  variables: ({ assets, settings, arnOf }, user) => ({
    ASSETS_BUCKET_NAME: assets.name,
    // An ARN of the control plane's partition, region and account.
    CONTROL_PLANE_ARN: arnOf("cloudformation", "stack"),
    ENVIRONMENT_PLACE: JSON.stringify(settings.places?.[environmentOf(user)] ?? null),
  }),
} satisfies Access;
