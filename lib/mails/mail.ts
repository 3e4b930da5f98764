/** A mail as it is sent. */
export type Mail = {
  /** Fewer than 100 characters without line breaks, as SNS requires (SNS API reference, Publish). */
  readonly subject: string;
  readonly text: string;
};

const longestSubject = 99;

/** A subject that SNS accepts: its end is cut off if it is too long. */
export const subject = (text: string): string => text.slice(0, longestSubject);
