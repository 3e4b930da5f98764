import * as z from "zod";

/** One difference between a step of staging and its counterpart in production. */
export const differenceSchema = z.strictObject({
  step: z.string(),
  /** Where: a logical id, or a JSON pointer into the template, whose resources stand at its top. */
  at: z.string(),
  /** Why the plan allows it by name; null if it does not. */
  allowed: z.string().nullable(),
});

/** One difference. */
export type Difference = z.infer<typeof differenceSchema>;
