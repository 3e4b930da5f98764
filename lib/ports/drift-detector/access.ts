import type { Access } from "../shared/access.ts";
import { stackIds, stacksOf } from "../shared/stack-access.ts";

/** What the port may call on AWS, and the environment variables of its wiring. */
export const access = {
  allow: (deployment, user) => [
    {
      why: "lets CloudFormation compare resources with their templates",
      // Source: CloudFormation user guide, "Detect unmanaged configuration changes", Considerations: detecting the drift of
      // a stack also needs the permission to detect that of a resource.
      actions: [
        "cloudformation:DescribeStackResourceDrifts",
        "cloudformation:DetectStackDrift",
        "cloudformation:DetectStackResourceDrift",
      ],
      resources: [stacksOf(deployment, user)],
      pattern: stackIds,
    },
    {
      why: "asks what a comparison found",
      actions: [
        "cloudformation:BatchDescribeTypeConfigurations",
        "cloudformation:DescribeStackDriftDetectionStatus",
      ],
      resources: ["*"],
      pattern: "these two actions support no resource; they only read",
    },
  ],
  variables: () => ({}),
} satisfies Access;
