import { approverOf } from "./browser.ts";
import type { Installation } from "./installation.ts";
import { outage, requestsFor } from "./requests.ts";

/** A mail to an approver, with the secret of the link in it; the secret is empty if the mail has no link. */
export type Mail = {
  readonly approver: string;
  readonly subject: string;
  readonly text: string;
  readonly link: string;
};

/**
 * Every mail that the installation sends from now on, in order.
 * @param arrives is called with each mail as it arrives.
 */
export function mailsOf(
  { sns }: Installation,
  arrives: (mail: Mail) => void = () => undefined,
): readonly Mail[] {
  const mails: Mail[] = [];
  sns.deliver = ({ topicArn, subject, text }) => {
    const link = text.match(/approvals\/(\S+)/)?.[1] ?? "";
    const mail = { approver: approverOf(topicArn), subject, text, link };
    mails.push(mail);
    arrives(mail);
  };
  return mails;
}

/** Whether a request publishes a mail to one of these approvers. */
const isPublished = requestsFor("sns", "Publish");

/**
 * From now on SNS accepts no mail to these approvers; no mail at all if none is named.
 * @returns a function that ends it.
 */
export const refuseMails = ({ account }: Installation, ...approvers: readonly string[]): (() => void) =>
  outage(account, (call) => {
    if (!isPublished(call)) return false;
    const { TopicArn } = call.input as { readonly TopicArn: string };
    return approvers.length === 0 || approvers.includes(approverOf(TopicArn));
  });
