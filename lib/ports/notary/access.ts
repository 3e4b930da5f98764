import type { Access } from "../shared/access.ts";

/** What the port may call on AWS, and the environment variables of its wiring. */
export const access = {
  allow: ({ signReceipt }) => [
    {
      why: "asks the signer for checkpoints, archives and receipts of superseded changes",
      actions: ["lambda:InvokeFunction"],
      resources: [signReceipt.arn],
    },
  ],
  variables: ({ signReceipt }) => ({ SIGN_RECEIPT_FUNCTION: signReceipt.name }),
} satisfies Access;
