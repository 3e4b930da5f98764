import type { Deployment, User } from "./access.ts";

/** Reads of stacks. */
export const readStack = [
  "cloudformation:DescribeStacks",
  "cloudformation:DescribeStackEvents",
  "cloudformation:GetTemplate",
  "cloudformation:ListStackResources",
] as const;

/** The reason for patterns of stacks. */
export const stackIds = "CloudFormation ends a stack's ARN with an id of its own";

/** The stacks of the function's environment; of all environments for a function that is deployed once. */
export const stacksOf = ({ settings, arnOf }: Deployment, { environment }: User): string =>
  arnOf("cloudformation", `stack/${settings.application}-${environment ?? "*"}-*/*`);
