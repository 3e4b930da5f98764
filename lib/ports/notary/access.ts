import type { Access } from "../shared/access.ts";

/** What the port needs of AWS. */
export const access = {
  allow: ({ signReceipt }) => [
    {
      why: "asks the signer for checkpoints and archives",
      actions: ["lambda:InvokeFunction"],
      resources: [signReceipt.arn],
    },
  ],
  variables: ({ signReceipt }) => ({ SIGN_RECEIPT_FUNCTION: signReceipt.name }),
} satisfies Access;
