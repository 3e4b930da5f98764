import type { Access } from "../shared/access.ts";
import { settingsVariable } from "../shared/settings-variable.ts";

/** What the port may call on AWS, and the environment variables of its wiring. */
export const access = {
  allow: ({ topicArns }) => [
    {
      why: "checks that mails reach every approver, and nobody else",
      actions: ["sns:ListSubscriptionsByTopic"],
      resources: topicArns,
    },
  ],
  variables: (deployment) => ({
    TOPICS: deployment.topicsJson,
    SETTINGS: settingsVariable(deployment),
  }),
} satisfies Access;
