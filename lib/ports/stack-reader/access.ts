import type { Access } from "../shared/access.ts";
import { readStack, stackIds, stacksOf } from "../shared/stack-access.ts";

/** What the port needs of AWS. */
export const access = {
  allow: (deployment, user) => [
    {
      why: "reads stacks, their events, templates and resources",
      actions: readStack,
      resources: [stacksOf(deployment, user)],
      pattern: stackIds,
    },
  ],
  variables: () => ({}),
} satisfies Access;
