import type { Access } from "../shared/access.ts";
import { assumes, reachVariable } from "../shared/environments/access.ts";

/** What the port may call on AWS, and the environment variables of its wiring. */
export const access = {
  allow: (deployment, user) => [
    assumes("lookup", "reads the alarms that a team's checks name", deployment, user),
    assumes("checks", "invokes the functions that a team made its checks", deployment, user),
  ],
  variables: reachVariable,
} satisfies Access;
