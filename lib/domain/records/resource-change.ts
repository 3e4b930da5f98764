import * as z from "zod";

/** What CloudFormation would do to one resource, as the records keep it. */
export const resourceChangeSchema = z.strictObject({
  logicalId: z.string(),
  type: z.string(),
  action: z.enum(["Add", "Modify", "Remove", "Import", "Dynamic"]),
  /** `Conditional`: CloudFormation cannot tell beforehand. It counts as a replacement. */
  replacement: z.enum(["True", "False", "Conditional"]),
  /** What happens to the old resource if it is removed or replaced: `Delete`, `Retain`, `Snapshot`, `ReplaceAnd…`. */
  policy: z.string().nullable(),
  /** The properties that change. */
  properties: z.array(z.string()),
});

/** What CloudFormation would do to one resource. */
export type ResourceChange = z.infer<typeof resourceChangeSchema>;
