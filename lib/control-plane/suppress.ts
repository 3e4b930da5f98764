import { Stack, Validations } from "aws-cdk-lib";
import { flattenCfnReference } from "cdk-nag/lib/utils/flatten-cfn-reference.js";
import type { IConstruct } from "constructs";

/** States on the resource why a rule of cdk-nag does not apply to it. */
export function suppress(construct: IConstruct, reasons: Readonly<Record<string, string>>): void {
  for (const [id, reason] of Object.entries(reasons)) Validations.of(construct).acknowledge({ id, reason });
}

/** States why a policy must use one pattern. Every other pattern in the policy remains a finding. */
export const suppressWildcard = (
  construct: IConstruct,
  kind: "Action" | "Resource",
  pattern: string,
  reason: string,
): void =>
  suppress(construct, {
    [`AwsSolutions-IAM5[${kind}::${flattenCfnReference(Stack.of(construct).resolve(pattern))}]`]: reason,
  });
