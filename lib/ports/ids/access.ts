import type { Access } from "../shared/access.ts";

/** What the port needs of AWS. */
export const access = {
  allow: () => [],
  variables: () => ({}),
} satisfies Access;
