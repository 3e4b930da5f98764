import type { Access } from "../shared/access.ts";
import { readTable, recordsVariables, writeRecords } from "../shared/records-access.ts";

/** What the port needs of AWS. */
export const access = {
  allow: (deployment, { writes }) =>
    writes
      ? writeRecords(deployment)
      : [
          {
            why: "reads the Infrastructure Records",
            actions: readTable,
            resources: [deployment.table.arn],
          },
        ],
  variables: recordsVariables,
} satisfies Access;
