import type { Access } from "../shared/access.ts";
import { stackIds, stacksOf } from "../shared/stack-access.ts";

/** What the port needs of AWS. */
export const access = {
  allow: (deployment, user) => [
    {
      why: "lets CloudFormation compare resources with their templates",
      actions: [
        "cloudformation:DescribeStacks",
        "cloudformation:DescribeStackResourceDrifts",
        "cloudformation:DetectStackDrift",
      ],
      resources: [stacksOf(deployment, user)],
      pattern: stackIds,
    },
  ],
  variables: () => ({}),
} satisfies Access;
