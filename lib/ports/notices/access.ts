import type { Access } from "../shared/access.ts";

/** What the port needs of AWS. */
export const access = {
  allow: ({ topicArns, noticesKeyArn }) => [
    { why: "sends mails to approvers", actions: ["sns:Publish"], resources: topicArns },
    {
      why: "encrypts mails on their way through SNS",
      actions: ["kms:Decrypt", "kms:GenerateDataKey"],
      resources: [noticesKeyArn],
    },
  ],
  variables: ({ topicArnsJson, approvalsUrl }) => ({
    TOPIC_ARNS: topicArnsJson,
    APPROVALS_URL: approvalsUrl,
  }),
} satisfies Access;
