import { type Access, environmentOf } from "../shared/access.ts";

const bucketNames = "CloudFormation begins a bucket's name with its stack's";

/** What the port needs of AWS. */
export const access = {
  allow: ({ settings, bucketArnOf }, user) => {
    const buckets = bucketArnOf(`${settings.application}-${environmentOf(user)}-*`);
    return [
      {
        why: "lists what is left in the buckets of its environment",
        actions: ["s3:ListBucketVersions"],
        resources: [buckets],
        pattern: bucketNames,
      },
      {
        why: "empties the buckets that a rollback deletes",
        actions: ["s3:DeleteObject", "s3:DeleteObjectVersion"],
        resources: [`${buckets}/*`],
        pattern: bucketNames,
      },
    ];
  },
  variables: () => ({}),
} satisfies Access;
