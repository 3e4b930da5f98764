import type { Access } from "../shared/access.ts";

/** What the port may call on AWS, and the environment variables of its wiring. */
export const access = {
  allow: ({ settings: { repository }, arnOf }) =>
    repository?.builds === "codebuild"
      ? [
          {
            why: "reads to which commit the watched branch points",
            actions: ["codecommit:GetBranch"],
            resources: [arnOf("codecommit", repository.name)],
          },
        ]
      : [],
  variables: () => ({}),
} satisfies Access;
