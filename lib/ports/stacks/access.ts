import { type Access, demandOneEnvironment } from "../shared/access.ts";
import { assumes, reachVariable } from "../shared/environments/access.ts";

/** What the port may call on AWS, and the environment variables of its wiring. */
export const access = {
  allow: (deployment, user) => {
    demandOneEnvironment(user);
    return [
      assumes("deploy", "creates, updates and deletes the stacks of its environment", deployment, user),
      assumes("publish", "puts large templates where CloudFormation reads them", deployment, user),
      ...(user.writes ? [assumes("helper", "cancels an update", deployment, user)] : []),
    ];
  },
  variables: reachVariable,
} satisfies Access;
