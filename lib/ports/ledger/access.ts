import type { Access } from "../shared/access.ts";
import { recordsVariables, writeRecords } from "../shared/records-access.ts";

/** What the port may call on AWS, and the environment variables of its wiring. */
export const access = {
  allow: (deployment, user) => [
    ...writeRecords(deployment, user),
    {
      why: "reads the heads and ends of all chains at once",
      actions: ["dynamodb:BatchGetItem"],
      resources: [deployment.table.arn],
    },
  ],
  variables: recordsVariables,
} satisfies Access;
