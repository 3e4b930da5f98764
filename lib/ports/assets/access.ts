import type { Access } from "../shared/access.ts";
import { assumes, reachVariable } from "../shared/environments/access.ts";

/** What the port may call on AWS, and the environment variables of its wiring. */
export const access = {
  allow: (deployment, user) => [
    {
      why: "reads the files that a change brings along",
      actions: ["s3:GetObject"],
      resources: [`${deployment.assets.arn}/by-digest/*`],
      pattern: "objects are named by the digests of their bytes",
    },
    assumes(
      "publish",
      "puts them where the environment's templates expect them, and compares what is there",
      deployment,
      user,
    ),
  ],
  variables: (deployment, user) => ({
    ASSETS_BUCKET_NAME: deployment.assets.name,
    ...reachVariable(deployment, user),
  }),
} satisfies Access;
