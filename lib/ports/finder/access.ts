import type { Access } from "../shared/access.ts";

/** The reads that list resources by tag or name. */
const find = [
  "ec2:DescribeNetworkInterfaces",
  "logs:DescribeLogGroups",
  "rds:DescribeDBClusterSnapshots",
  "rds:DescribeDBSnapshots",
  "s3:ListAllMyBuckets",
  "tag:GetResources",
];

/** What the port needs of AWS. */
export const access = {
  allow: () => [
    {
      why: "looks for resources that a rollback left behind",
      actions: find,
      resources: ["*"],
      pattern: "listing supports no resource; it only reads",
    },
  ],
  variables: () => ({}),
} satisfies Access;
