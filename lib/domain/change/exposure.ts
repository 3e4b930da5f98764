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

/** What was announced, by `resource question`: how far that is open, in words; null where open is open. */
export type Announcements = ReadonlyMap<string, readonly string[] | null>;

/** Whether what was read is announced: the question, and all that it is open for. */
export function isAnnounced(
  announced: Announcements,
  question: string,
  extent: readonly string[] | undefined,
): boolean {
  const wanted = announced.get(question);
  if (wanted === undefined) return false;
  return wanted === null || extent?.every((word) => wanted.includes(word)) === true;
}
