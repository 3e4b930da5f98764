import { CloudFormationClient, GetTemplateCommand } from "@aws-sdk/client-cloudformation";
import { GetObjectLockConfigurationCommand, S3Client } from "@aws-sdk/client-s3";
import * as z from "zod";
import type { Installation } from "../installation/installation.ts";
import { controlPlaneOf } from "../settings/names.ts";
import { pluralize } from "../text/plural.ts";

/** How long an object cannot be deleted. The mode says whether that includes administrators. */
export type Retention = { readonly mode: string; readonly days: number };

/** The retention that the template demands and the one that the bucket has; null where there is none. */
export type ObjectLock = { readonly template: Retention | null; readonly bucket: Retention | null };

const retentionSchema = z.looseObject({
  Mode: z.string(),
  Days: z.number().optional(),
  Years: z.number().optional(),
});
const ruleSchema = z.looseObject({ DefaultRetention: retentionSchema });
const templateSchema = z.looseObject({
  Resources: z.record(
    z.string(),
    z.looseObject({
      Type: z.string(),
      Properties: z
        .looseObject({ ObjectLockConfiguration: z.looseObject({ Rule: ruleSchema }).optional() })
        .optional(),
    }),
  ),
});

const daysInYear = 365;
const retentionOf = ({ Mode, Days, Years = 0 }: z.infer<typeof retentionSchema>): Retention => ({
  mode: Mode,
  days: Days ?? Years * daysInYear,
});

/** Reads both retentions: one from the deployed template, the other from the bucket itself. */
export async function objectLockOf({ application, bucketName }: Installation): Promise<ObjectLock> {
  const [{ TemplateBody = "{}" }, bucket] = await Promise.all([
    new CloudFormationClient().send(
      new GetTemplateCommand({ StackName: controlPlaneOf(application), TemplateStage: "Original" }),
    ),
    lockOf(bucketName),
  ]);
  const { Resources } = templateSchema.parse(JSON.parse(TemplateBody));
  const locked = Object.values(Resources).find(
    ({ Type, Properties }) => Type === "AWS::S3::Bucket" && Properties?.ObjectLockConfiguration !== undefined,
  );
  const rule = locked?.Properties?.ObjectLockConfiguration?.Rule.DefaultRetention;
  return { template: rule === undefined ? null : retentionOf(rule), bucket };
}

async function lockOf(Bucket: string): Promise<Retention | null> {
  try {
    const { ObjectLockConfiguration } = await new S3Client({ forcePathStyle: true }).send(
      new GetObjectLockConfigurationCommand({ Bucket }),
    );
    const rule = ruleSchema.safeParse(ObjectLockConfiguration?.Rule);
    return rule.success ? retentionOf(rule.data.DefaultRetention) : null;
  } catch (error) {
    // Source: S3 API reference, GetObjectLockConfiguration: the answer for a bucket without object lock.
    if (error instanceof Error && error.name === "ObjectLockConfigurationNotFoundError") return null;
    throw error;
  }
}

/** What is wrong with the lock; null if the bucket has what the template demands. */
export function lockProblem({ template, bucket }: ObjectLock): string | null {
  if (template === null) return "the deployed template demands no object lock: deploy it again";
  if (bucket === null) return `the bucket has no object lock; the template demands ${lockText(template)}`;
  return bucket.mode === template.mode && bucket.days >= template.days
    ? null
    : `the bucket keeps objects by ${lockText(bucket)}; the template demands ${lockText(template)}`;
}

/** A retention as text for people. */
export const lockText = (retention: Retention | null): string =>
  retention === null ? "none" : `${retention.mode.toLowerCase()} for ${pluralize(retention.days, "day")}`;
