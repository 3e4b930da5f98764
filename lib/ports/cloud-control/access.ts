import type { Access } from "../shared/access.ts";
import { assumes, reachVariable } from "../shared/environments/access.ts";

/** What the port may call on AWS, and the environment variables of its wiring. */
export const access = {
  allow: (deployment, user) => [
    assumes(
      "lookup",
      "reads resources through Cloud Control, which asks their services with the rights of the session",
      deployment,
      user,
    ),
  ],
  variables: reachVariable,
} satisfies Access;
