import type { Access } from "../shared/access.ts";
import { assumes, reachVariable } from "../shared/environments/access.ts";

/** What the port may call on AWS, and the environment variables of its wiring. */
export const access = {
  allow: (deployment, user) => [
    assumes(
      "lookup",
      "finds stacks that the change no longer has, exports that others make, and what is wrong with the bootstrap",
      deployment,
      user,
    ),
  ],
  variables: reachVariable,
} satisfies Access;
