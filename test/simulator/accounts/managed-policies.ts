import { readFileSync } from "node:fs";
import type { Statement } from "./evaluate.ts";

const allowing = (Action: readonly string[]): readonly Statement[] => [
  { Effect: "Allow", Action, Resource: "*" },
];

/** The whole of ReadOnlyAccess. Source: AWS managed policy reference, in the version that the file names. */
export const readOnlyAccess: readonly Statement[] = (
  JSON.parse(readFileSync(new URL("read-only-access.json", import.meta.url), "utf8")) as {
    readonly document: { readonly Statement: readonly Statement[] };
  }
).document.Statement;

/**
 * AWS's managed policies that the bootstrap attaches, as far as the account in memory is asked. Source: AWS managed policy
 * reference, AdministratorAccess, AWSCloudFormationReadOnlyAccess.
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
  ReadOnlyAccess: readOnlyAccess,
};
