import type { Access } from "../shared/access.ts";

/** What the port needs of AWS. */
export const access = {
  allow: ({ tokenKeyArn }) => [
    { why: "seals the task tokens of waiting gates", actions: ["kms:Encrypt"], resources: [tokenKeyArn] },
  ],
  variables: ({ tokenKeyArn }) => ({ TOKEN_KEY_ARN: tokenKeyArn }),
} satisfies Access;
