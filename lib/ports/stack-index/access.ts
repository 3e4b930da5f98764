import type { Access } from "../shared/access.ts";

/** What the port may call on AWS, and the environment variables of its wiring. */
export const access = {
  allow: () => [
    {
      why: "finds stacks that the change no longer has, and exports that others make",
      actions: ["cloudformation:ListStacks", "cloudformation:ListExports"],
      resources: ["*"],
      pattern: "listing supports no resource; it only reads",
    },
  ],
  variables: () => ({}),
} satisfies Access;
