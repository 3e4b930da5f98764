import type { Access } from "../shared/access.ts";

/** What the port may call on AWS, and the environment variables of its wiring. */
export const access = {
  allow: ({ signingKeyArn }) => [
    {
      why: "signs receipts, checkpoints and archives",
      actions: ["kms:Sign", "kms:GetPublicKey"],
      resources: [signingKeyArn],
    },
  ],
  variables: ({ signingKeyArn }) => ({ SIGNING_KEY_ARN: signingKeyArn }),
} satisfies Access;
