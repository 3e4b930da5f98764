import * as z from "zod";

/** A resource that the template of a step makes reachable from the internet. */
export const announcedExposureSchema = z.strictObject({
  step: z.string(),
  logicalId: z.string(),
  type: z.string(),
  /** How it can be reached, in words. */
  what: z.string(),
  /** Whether it stays closed until production is released, because its step is the ingress. */
  opensWithRelease: z.boolean(),
});

/** A resource that the template of a step makes reachable from the internet. */
export type AnnouncedExposure = Readonly<z.infer<typeof announcedExposureSchema>>;
