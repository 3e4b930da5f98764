import type { Access } from "../shared/access.ts";

/** What the port may call on AWS, and the environment variables of its wiring. */
export const access = {
  allow: ({ linkKeyArn }) => [
    { why: "verifies approvers' links", actions: ["kms:VerifyMac"], resources: [linkKeyArn] },
  ],
  variables: ({ linkKeyArn }) => ({ LINK_KEY_ARN: linkKeyArn }),
} satisfies Access;
