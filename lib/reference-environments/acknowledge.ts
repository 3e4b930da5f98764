import { Validations } from "aws-cdk-lib";
import type { IConstruct } from "constructs";

/** States on the resource why a rule of cdk-nag does not apply to it. */
export function acknowledge(construct: IConstruct, reasons: Readonly<Record<string, string>>): void {
  for (const [id, reason] of Object.entries(reasons)) Validations.of(construct).acknowledge({ id, reason });
}
