import type { Access } from "../shared/access.ts";

/** What the port needs of AWS. */
export const access = {
  allow: ({ bucket }, { writes }) => [
    {
      why: writes
        ? "reads changes, plans and templates by their digests, and keeps baselines and dossiers beside them"
        : "reads changes, plans and templates by their digests",
      actions: writes ? ["s3:GetObject", "s3:PutObject"] : ["s3:GetObject"],
      resources: [`${bucket.arn}/by-digest/*`],
      pattern: "objects are named by the digests of their bytes",
    },
  ],
  variables: ({ bucket }) => ({ BUCKET_NAME: bucket.name }),
} satisfies Access;
