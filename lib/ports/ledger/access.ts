import type { Access } from "../shared/access.ts";
import { recordsVariables, writeRecords } from "../shared/records-access.ts";

/** What the port may call on AWS, and the environment variables of its wiring. */
export const access = {
  allow: writeRecords,
  variables: recordsVariables,
} satisfies Access;
