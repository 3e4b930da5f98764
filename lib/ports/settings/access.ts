import type { Access } from "../shared/access.ts";
import { settingsVariable } from "../shared/settings-variable.ts";

/** What the port needs of AWS. */
export const access = {
  allow: () => [],
  variables: (deployment) => ({
    SETTINGS: settingsVariable(deployment),
    APPROVALS_URL: deployment.approvalsUrl,
  }),
} satisfies Access;
