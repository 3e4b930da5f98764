/** Mail to approvers, one topic each. Throws when a message was not accepted. */
export interface Notices {
  /** The address of the page behind an invitation. */
  linkTo(secret: string): string;
  send(approver: string, subject: string, text: string): Promise<void>;
}
