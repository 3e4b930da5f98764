import type { Access } from "../shared/access.ts";
import { settingsVariable } from "../shared/settings-variable.ts";

/** What the port needs of AWS. */
export const access = {
  allow: ({ settings: { oidc }, arnOf }) =>
    oidc === undefined
      ? []
      : [
          {
            why: "reads the client secret for the identity provider",
            actions: ["secretsmanager:GetSecretValue"],
            resources: [arnOf("secretsmanager", `secret:${oidc.clientSecretName}-*`)],
            pattern: "Secrets Manager ends a secret's ARN with letters of its own",
          },
        ],
  variables: (deployment) => ({
    SETTINGS: settingsVariable(deployment),
    APPROVALS_URL: deployment.approvalsUrl,
  }),
} satisfies Access;
