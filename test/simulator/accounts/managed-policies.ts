import type { Statement } from "./evaluate.ts";

const allowing = (Action: readonly string[]): readonly Statement[] => [
  { Effect: "Allow", Action, Resource: "*" },
];

/**
 * AWS's managed policies that the bootstrap attaches, as far as the account in memory is asked. Source: AWS managed policy
 * reference, AdministratorAccess, AWSCloudFormationReadOnlyAccess, ReadOnlyAccess (its statements about CloudFormation).
 */
export const managedPolicies: Readonly<Record<string, readonly Statement[]>> = {
  AdministratorAccess: allowing(["*"]),
  AWSCloudFormationReadOnlyAccess: allowing([
    "cloudformation:Describe*",
    "cloudformation:EstimateTemplateCost",
    "cloudformation:Get*",
    "cloudformation:List*",
    "cloudformation:ValidateTemplate",
    "cloudformation:Detect*",
  ]),
  ReadOnlyAccess: allowing([
    "cloudformation:Describe*",
    "cloudformation:Detect*",
    "cloudformation:EstimateTemplateCost",
    "cloudformation:Get*",
    "cloudformation:List*",
    "cloudformation:ValidateTemplate",
    "cloudwatch:Describe*",
  ]),
};
