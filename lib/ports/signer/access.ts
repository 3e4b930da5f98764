import type { Access } from "../shared/access.ts";

/** What the port may call on AWS, and the environment variables of its wiring. */
export const access = {
  allow: ({ signReceipt, signingKeyArns }, { writes }) => [
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
      why: "verifies receipts against the public keys",
      actions: ["kms:GetPublicKey"],
      resources: signingKeyArns,
    },
  ],
  variables: ({ signReceipt, signingKeyArns }) => ({
    SIGN_RECEIPT_FUNCTION: signReceipt.name,
    SIGNING_KEY_ARNS: signingKeyArns.join(","),
  }),
} satisfies Access;
