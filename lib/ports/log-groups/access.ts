import { type Access, demandOneEnvironment } from "../shared/access.ts";
import { assumes, reachVariable } from "../shared/environments/access.ts";

/** What the port may call on AWS, and the environment variables of its wiring. */
export const access = {
  allow: (deployment, user) => {
    demandOneEnvironment(user);
    return [assumes("helper", "deletes the log groups of what a rollback deleted", deployment, user)];
  },
  variables: reachVariable,
} satisfies Access;
