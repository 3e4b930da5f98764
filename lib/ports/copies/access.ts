import type { Access } from "../shared/access.ts";
import { entryNames, secondCopies } from "../shared/records-access.ts";

/** What the port may call on AWS, and the environment variables of its wiring. */
export const access = {
  allow: (deployment) => [
    {
      why: "lists every version of the second copies",
      actions: ["s3:ListBucketVersions"],
      resources: [deployment.bucket.arn],
    },
    {
      why: "reads second copies, and makes the ones that are missing",
      actions: ["s3:GetObjectVersion", "s3:PutObject"],
      resources: [secondCopies(deployment)],
      pattern: entryNames,
    },
  ],
  variables: ({ bucket }) => ({ BUCKET_NAME: bucket.name }),
} satisfies Access;
