import type { App } from "aws-cdk-lib";
import { AwsSolutionsChecks } from "cdk-nag";

/** What AWS's solutions rules still find, after the reasons beside the resources. */
export const securityFindings = (app: App): readonly string[] =>
  new AwsSolutionsChecks()
    .validateScope(app)
    .violations.flatMap(({ ruleName, violatingResources }) =>
      violatingResources.map(({ constructPath }) => `${ruleName} ${constructPath}`),
    );

/** Three regions of two partitions, as `npm run check` gives them to cfn-lint. */
export const everywhere = [
  { account: "111111111111", region: "us-east-1" },
  { account: "111111111111", region: "eu-central-1" },
  { account: "111111111111", region: "cn-north-1" },
] as const;
