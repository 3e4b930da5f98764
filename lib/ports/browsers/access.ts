import type { Access } from "../shared/access.ts";

/** What the port needs of AWS. */
export const access = {
  allow: ({ table }, { writes }) => [
    {
      why: writes
        ? "remembers wrong answers and sign-ins of a browser for a day"
        : "reads what is remembered of a browser",
      actions: ["dynamodb:GetItem", ...(writes ? ["dynamodb:UpdateItem"] : [])],
      resources: [table.arn],
    },
  ],
  variables: ({ table }) => ({ TABLE_NAME: table.name }),
} satisfies Access;
