import { type Access, environmentOf } from "../shared/access.ts";
import { readStack, stackIds, stacksOf } from "../shared/stack-access.ts";

const writeStack = [
  "cloudformation:CancelUpdateStack",
  "cloudformation:ContinueUpdateRollback",
  "cloudformation:CreateChangeSet",
  "cloudformation:CreateStack",
  "cloudformation:DeleteChangeSet",
  "cloudformation:DeleteStack",
  "cloudformation:DescribeChangeSet",
  "cloudformation:DescribeEvents",
  "cloudformation:ExecuteChangeSet",
  "cloudformation:RollbackStack",
  "cloudformation:UpdateStack",
];

/** What the port may call on AWS, and the environment variables of its wiring. */
export const access = {
  allow: (deployment, user) => [
    {
      why: "creates, updates and deletes the stacks of its environment",
      actions: [...readStack, ...writeStack],
      resources: [stacksOf(deployment, user)],
      pattern: stackIds,
    },
    {
      why: "asks which stacks import an export that an update drops",
      actions: ["cloudformation:ListImports"],
      resources: ["*"],
      pattern: "the action supports no resource; it only reads",
    },
    {
      why: "lets CloudFormation act under the environment's service role",
      actions: ["iam:PassRole"],
      resources: [deployment.serviceRoleArn(environmentOf(user))],
    },
  ],
  variables: ({ serviceRoleArn, bucket }, user) => ({
    CLOUDFORMATION_ROLE_ARN: serviceRoleArn(environmentOf(user)),
    BUCKET_URL: bucket.url,
  }),
} satisfies Access;
