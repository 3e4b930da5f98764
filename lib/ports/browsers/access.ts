import { keyPattern } from "../../domain/records/items.ts";
import type { Access } from "../shared/access.ts";

/** What the port may call on AWS, and the environment variables of its wiring. */
export const access = {
  allow: ({ table }, { writes }) => [
    {
      why: writes
        ? "remembers wrong answers of a browser, and its decision until the sign-in, for a day"
        : "reads what is remembered of a browser",
      actions: ["dynamodb:GetItem", ...(writes ? ["dynamodb:UpdateItem"] : [])],
      resources: [table.arn],
      conditions: { "ForAllValues:StringLike": { "dynamodb:LeadingKeys": [keyPattern("BROWSER")] } },
    },
  ],
  variables: ({ table }) => ({ TABLE_NAME: table.name }),
} satisfies Access;
