/** Mail to approvers, one topic each. `send` throws if SNS does not accept the message. */
export interface Notices {
  /** The address of an invitation's page. */
  linkTo(secret: string): string;
  send(approver: string, subject: string, text: string): Promise<void>;
}
