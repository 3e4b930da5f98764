/**
 * Whether a function answers for a resource of this type. Its answer decides, too, whether an update replaces the resource, so
 * nobody can tell beforehand. Source: CloudFormation user guide, "Custom resource reference": another PhysicalResourceId is a
 * replacement, and the function is asked to delete the old one.
 */
export const isCustomResource = (type: string): boolean =>
  type.startsWith("Custom::") || type === "AWS::CloudFormation::CustomResource";
