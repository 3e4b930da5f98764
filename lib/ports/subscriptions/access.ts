import type { Access } from "../shared/access.ts";
import { settingsVariable } from "../shared/settings-variable.ts";

/** What the port needs of AWS. */
export const access = {
  allow: ({ topicArns }) => [
    {
      why: "checks that every approver can be reached before a run begins",
      actions: ["sns:ListSubscriptionsByTopic"],
      resources: topicArns,
    },
  ],
  variables: (deployment) => ({
    TOPIC_ARNS: deployment.topicArnsJson,
    SETTINGS: settingsVariable(deployment),
  }),
} satisfies Access;
