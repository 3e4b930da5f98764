import * as z from "zod";

/** An account, and a region in it. */
export const placeSchema = z.strictObject({
  account: z.string().regex(/^\d{12}$/),
  region: z.string().regex(/^[a-z0-9-]+$/),
});

/** An account, and a region in it. */
export type Place = z.output<typeof placeSchema>;
