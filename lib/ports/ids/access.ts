import type { Access } from "../shared/access.ts";

/** What the port may call on AWS, and the environment variables of its wiring. */
export const access = {
  allow: () => [],
  variables: () => ({}),
} satisfies Access;
