import type { Access } from "../shared/access.ts";

/** What the port may call on AWS, and the environment variables of its wiring. */
export const access = {
  allow: ({ decisionKeyArn }) => [
    {
      why: "signs people's decisions at gates",
      actions: ["kms:Sign", "kms:GetPublicKey"],
      resources: [decisionKeyArn],
    },
  ],
  variables: ({ decisionKeyArn }) => ({ DECISION_KEY_ARN: decisionKeyArn }),
} satisfies Access;
