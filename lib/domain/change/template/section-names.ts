/** The sections of a template. Source: CloudFormation template reference, "Template sections". It refuses a template with any other. */
export const sectionNames: readonly string[] = [
  "AWSTemplateFormatVersion",
  "Conditions",
  "Description",
  "Hooks",
  "Mappings",
  "Metadata",
  "Outputs",
  "Parameters",
  "Resources",
  "Rules",
  "Transform",
];
