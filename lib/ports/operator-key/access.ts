import type { Access } from "../shared/access.ts";

/** What the port may call on AWS, and the environment variables of its wiring. */
export const access = {
  allow: ({ operatorKeyArn }) => [
    {
      why: "signs that people resumed work, resolved a quarantine or adopted a commit",
      actions: ["kms:Sign", "kms:GetPublicKey"],
      resources: [operatorKeyArn],
    },
  ],
  variables: ({ operatorKeyArn }) => ({ OPERATOR_KEY_ARN: operatorKeyArn }),
} satisfies Access;
