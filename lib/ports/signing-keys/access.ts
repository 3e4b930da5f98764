import type { Access } from "../shared/access.ts";

/** What the port may call on AWS, and the environment variables of its wiring. */
export const access = {
  allow: ({ signingKeyArns }) => [
    {
      why: "signs receipts, checkpoints, archives and introductions of keys",
      actions: ["kms:Sign", "kms:GetPublicKey"],
      resources: signingKeyArns,
    },
  ],
  variables: ({ signingKeyArns }) => ({ SIGNING_KEY_ARNS: signingKeyArns.join(",") }),
} satisfies Access;
