/** A mail as it is sent. */
export type Mail = {
  /** Fewer than 100 characters without line breaks, as SNS requires (SNS API reference, Publish). */
  readonly subject: string;
  readonly text: string;
};

const longestSubject = 99;

/** A subject that SNS accepts. If it is too long, the end of `matter` is cut off, never `place`. */
export const subject = (matter: string, place = ""): string =>
  `${matter.slice(0, longestSubject - place.length)}${place}`.slice(0, longestSubject);

/** SNS takes only printable ASCII in a subject (SNS API reference, Publish, Subject). */
export const plainAscii = (text: string): string => text.replace(/[^\x20-\x7e]/g, "?");
