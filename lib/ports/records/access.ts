import type { Access } from "../shared/access.ts";
import { readTable, recordsVariables, writeRecords } from "../shared/records-access.ts";

/** What the port may call on AWS, and the environment variables of its wiring. */
export const access = {
  allow: (deployment, user) =>
    user.writes
      ? writeRecords(deployment, user)
      : [
          {
            why: "reads the Infrastructure Records",
            actions: readTable,
            resources: [deployment.table.arn],
          },
        ],
  variables: recordsVariables,
} satisfies Access;
