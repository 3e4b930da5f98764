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
  "cloudformation:ExecuteChangeSet",
  "cloudformation:RollbackStack",
  "cloudformation:UpdateStack",
];

/** What the port needs of AWS. */
export const access = {
  allow: (deployment, user) => [
    {
      why: "creates, updates and deletes the stacks of its environment",
      actions: [...readStack, ...writeStack],
      resources: [stacksOf(deployment, user)],
      pattern: stackIds,
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
