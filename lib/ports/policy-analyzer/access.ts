import type { Access } from "../shared/access.ts";

/** What the port may call on AWS, and the environment variables of its wiring. */
export const access = {
  allow: () => [
    {
      why: "asks IAM Access Analyzer whether a resource policy lets everyone in",
      actions: ["access-analyzer:CheckNoPublicAccess"],
      resources: ["*"],
      // Source: service authorization reference, IAM Access Analyzer.
      pattern: "the action reads the policy in the request, and no resource",
    },
  ],
  variables: () => ({}),
} satisfies Access;
