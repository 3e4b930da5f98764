import type { Access } from "../shared/access.ts";

/** What the port needs of AWS. */
export const access = {
  allow: ({ signReceipt, signingKeyArn }) => [
    {
      why: "asks the signer for receipts",
      actions: ["lambda:InvokeFunction"],
      resources: [signReceipt.arn],
    },
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
