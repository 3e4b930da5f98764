import { templateOf } from "./opened-run.ts";
import type { CloudFormation } from "./services/cloudformation.ts";

/** Somebody deploys another template to a stack, beside Interlock. @default a template that no change has */
export function deployByHand(
  cloudFormation: CloudFormation,
  StackName: string,
  TemplateBody = templateOf("deployed by hand"),
): void {
  cloudFormation.service["UpdateStack"]?.({ StackName, TemplateBody });
}

/** Somebody deletes a stack, beside Interlock. */
export function deleteByHand(cloudFormation: CloudFormation, StackName: string): void {
  cloudFormation.service["DeleteStack"]?.({ StackName });
}
