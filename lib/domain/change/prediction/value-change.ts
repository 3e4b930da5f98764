import * as z from "zod";

/** One value that changes, as an approver is shown it. */
export const valueChangeSchema = z.strictObject({
  /** Where in the resource: a property's name, then keys and indices, joined by slashes. */
  at: z.string(),
  /** The value before and after, as text; null for none. Long values are cut, and secret ones hidden. */
  before: z.string().nullable(),
  after: z.string().nullable(),
});

/** One value that changes. */
export type ValueChange = z.infer<typeof valueChangeSchema>;
