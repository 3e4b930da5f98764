import type { Access } from "../shared/access.ts";

/** What the port needs of AWS. */
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
