import type { Access } from "../shared/access.ts";
import { recordsVariables, writeRecords } from "../shared/records-access.ts";

/** What the port needs of AWS. */
export const access = {
  allow: writeRecords,
  variables: recordsVariables,
} satisfies Access;
