import type { Allowed, Deployment } from "../ports/shared/access.ts";
import { controlPlaneOf } from "../settings/names.ts";

const byDigest = "objects are named by the digests of their bytes";

/** Every command looks for the control plane's stack first. */
export const findsInstallation = ({ settings, arnOf }: Deployment): Allowed => ({
  why: "finds the installation",
  actions: ["cloudformation:DescribeStacks"],
  resources: [arnOf("cloudformation", `stack/${controlPlaneOf(settings.application)}/*`)],
  pattern: "a stack's ARN ends with an id of its own",
});

/** What whoever submits a change may do: keep its documents, create-only, and say so on the bus. It starts nothing itself. */
export const submitting = (deployment: Deployment): readonly Allowed[] => {
  const { settings, table, bucket, assets, arnOf } = deployment;
  return [
    findsInstallation(deployment),
    {
      why: "reads from which commit contributors are counted, and whether the run has started",
      actions: ["dynamodb:GetItem", "dynamodb:Query"],
      resources: [table.arn],
    },
    {
      why: "keeps the change, its plan and its templates by their digests, and reads what is there already",
      actions: ["s3:GetObject", "s3:PutObject"],
      resources: [`${bucket.arn}/by-digest/*`],
      pattern: byDigest,
    },
    {
      why: "keeps the files that the change brings along by their digests, and reads what is there already",
      actions: ["s3:GetObject", "s3:PutObject"],
      resources: [`${assets.arn}/by-digest/*`],
      pattern: byDigest,
    },
    {
      why: "says that the change is there",
      actions: ["events:PutEvents"],
      resources: [arnOf("events", `event-bus/${settings.application}`)],
    },
  ];
};
