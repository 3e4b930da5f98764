import type { Access } from "../shared/access.ts";

/** What the port needs of AWS. */
export const access = {
  allow: () => [
    {
      why: "counts disagreements between the two copies of the records",
      actions: ["cloudwatch:PutMetricData"],
      resources: ["*"],
      pattern: "a metric has no ARN; the condition names its namespace",
      conditions: { StringEquals: { "cloudwatch:namespace": "Interlock" } },
    },
  ],
  variables: ({ settings }) => ({ APPLICATION: settings.application }),
} satisfies Access;
