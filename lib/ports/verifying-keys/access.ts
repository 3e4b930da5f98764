import type { Access } from "../shared/access.ts";

/** What the port may call on AWS, and the environment variables of its wiring. */
export const access = {
  allow: ({ decisionKeyArn, operatorKeyArn }) => [
    {
      why: "verifies people's decisions against the public keys",
      actions: ["kms:GetPublicKey"],
      resources: [decisionKeyArn, operatorKeyArn],
    },
  ],
  variables: ({ decisionKeyArn, operatorKeyArn }) => ({
    DECISION_KEY_ARN: decisionKeyArn,
    OPERATOR_KEY_ARN: operatorKeyArn,
  }),
} satisfies Access;
