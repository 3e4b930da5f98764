import type { Access } from "../shared/access.ts";
import { settingsVariable } from "../shared/settings-variable.ts";

/** What the port may call on AWS, and the environment variables of its wiring. */
export const access = {
  allow: ({ topicArns, noticesKeyArn }) => [
    { why: "sends mails to approvers", actions: ["sns:Publish"], resources: topicArns },
    {
      why: "encrypts mails on their way through SNS",
      actions: ["kms:Decrypt", "kms:GenerateDataKey"],
      resources: [noticesKeyArn],
      // The key seals task tokens as well: who sends mails has SNS use it, and cannot use it without SNS.
      conditions: { StringLike: { "kms:ViaService": "sns.*" } },
    },
  ],
  variables: (deployment) => ({
    TOPICS: deployment.topicsJson,
    SETTINGS: settingsVariable(deployment),
    APPROVALS_URL: deployment.approvalsUrl,
  }),
} satisfies Access;
