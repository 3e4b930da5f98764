import type { Access } from "../shared/access.ts";

/** What the port may call on AWS, and the environment variables of its wiring. */
export const access = {
  allow: ({ stateMachineArn, tokenKeyArn }) => [
    {
      // A policy cannot name a task token: the state machine is the narrowest resource.
      why: "wakes an execution that waits at a gate",
      actions: ["states:SendTaskSuccess"],
      resources: [stateMachineArn],
    },
    { why: "opens sealed task tokens", actions: ["kms:Decrypt"], resources: [tokenKeyArn] },
  ],
  variables: () => ({}),
} satisfies Access;
