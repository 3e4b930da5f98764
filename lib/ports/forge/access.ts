import type { Access } from "../shared/access.ts";
import { settingsVariable } from "../shared/settings-variable.ts";

/** What the port may call on AWS, and the environment variables of its wiring. */
export const access = {
  allow: ({ settings: { github, gitlab }, arnOf }) =>
    [github?.app?.keySecretName, gitlab?.tokenSecretName].flatMap((name) =>
      name === undefined
        ? []
        : [
            {
              why: "reads the credential with which it shows outcomes at commits",
              actions: ["secretsmanager:GetSecretValue"],
              resources: [arnOf("secretsmanager", `secret:${name}-*`)],
              pattern: "Secrets Manager ends a secret's ARN with letters of its own",
            },
          ],
    ),
  variables: (deployment) => ({ SETTINGS: settingsVariable(deployment) }),
} satisfies Access;
