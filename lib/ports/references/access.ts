import type { Access } from "../shared/access.ts";

/** What the port may call on AWS, and the environment variables of its wiring. */
export const access = {
  allow: ({ arnOf }) => [
    {
      why: "reads which version of a parameter a template's reference stands for",
      actions: ["ssm:GetParameter"],
      // Public parameters, such as those of AWS's images, have no account.
      resources: [arnOf("ssm", "parameter/*"), "arn:*:ssm:*::parameter/aws/service/*"],
      pattern: "a template may refer to any parameter; secure ones are read without their value",
    },
    {
      why: "reads which version of a secret a template's reference stands for",
      actions: ["secretsmanager:DescribeSecret"],
      resources: [arnOf("secretsmanager", "secret:*")],
      pattern: "a template may refer to any secret; no secret's value is read",
    },
  ],
  variables: () => ({}),
} satisfies Access;
