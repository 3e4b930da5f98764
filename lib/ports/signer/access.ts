import type { Access } from "../shared/access.ts";

/** What the port may call on AWS, and the environment variables of its wiring. */
export const access = {
  allow: ({ signReceipt, signingKeyArn }, { writes }) => [
    ...(writes
      ? [
          {
            why: "asks the signer for receipts",
            actions: ["lambda:InvokeFunction"],
            resources: [signReceipt.arn],
          },
        ]
      : []),
    {
      why: "verifies receipts against the public key",
      actions: ["kms:GetPublicKey"],
      resources: [signingKeyArn],
    },
  ],
  variables: ({ signReceipt, signingKeyArn }) => ({
    SIGN_RECEIPT_FUNCTION: signReceipt.name,
    SIGNING_KEY_ARN: signingKeyArn,
  }),
} satisfies Access;
