import * as z from "zod";

/** What CloudFormation would do to one resource, as the records keep it. */
export const resourceChangeSchema = z.strictObject({
  logicalId: z.string(),
  type: z.string(),
  action: z.enum(["Add", "Modify", "Remove", "Import", "Dynamic"]),
  /** `Conditional`: CloudFormation cannot tell beforehand. It counts as a replacement, unless `inPlace` rules one out. */
  replacement: z.enum(["True", "False", "Conditional"]),
  /** What happens to the old resource if it is removed or replaced: `Delete`, `Retain`, `Snapshot`, `ReplaceAnd…`. */
  policy: z.string().nullable(),
  /** The properties that change. */
  properties: z.array(z.string()),
  /**
   * AWS's specification of the type says that none of these properties can replace the resource, so a `Conditional`
   * replacement is none. Only on conditional rows; absent in records of before it was asked.
   */
  inPlace: z.literal(true).exactOptional(),
});

/** What CloudFormation would do to one resource. */
export type ResourceChange = z.infer<typeof resourceChangeSchema>;
