import type { Access } from "../shared/access.ts";

/** What the port needs of AWS. */
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
