import type { Access } from "../shared/access.ts";

/** What the port needs of AWS. */
export const access = {
  allow: ({ arnOf }) => [
    {
      why: "reads the logs of an environment that is rolled back, to keep them",
      actions: ["logs:FilterLogEvents"],
      resources: [arnOf("logs", "log-group:*")],
      pattern: "the templates choose the names of their log groups; they are only read",
    },
  ],
  variables: () => ({}),
} satisfies Access;
