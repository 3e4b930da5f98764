import type { Access } from "../shared/access.ts";
import { settingsVariable } from "../shared/settings-variable.ts";

/** What the port may call on AWS, and the environment variables of its wiring. */
export const access = {
  allow: () => [],
  variables: (deployment) => ({
    SETTINGS: settingsVariable(deployment),
    APPROVALS_URL: deployment.approvalsUrl,
  }),
} satisfies Access;
