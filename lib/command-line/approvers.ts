import { invalidInput } from "../domain/errors.ts";
import type { Installation } from "../installation/installation.ts";
import { confirmSubscription, isProtected, subscriptionsAt } from "../ports/subscriptions/aws.ts";
import type { Connection } from "./connect.ts";

/** How one approver is told, and what is wrong with that. */
export type Reached = {
  readonly approver: string;
  readonly address: string;
  readonly through: readonly string[];
  /** Why mails may not arrive, or stop arriving; null if nothing is wrong. */
  readonly problem: string | null;
};

/** How every approver of the directory is told. */
export function approvers({ installation }: Connection): Promise<readonly Reached[]> {
  const { topicArns, mailRelay } = installation;
  const subscriptions = subscriptionsAt({ topicArns, mailRelay });
  return Promise.all(
    installation.approvers.map(async (one) => {
      const ways = await subscriptions.subscriptionsOf(one);
      const sound = ways.filter(({ problem }) => problem === null);
      const through = ways.map((way) => way.through);
      const problem =
        sound.length === 0
          ? `no mail reaches ${one.id}: ${ways.map((way) => `${way.through}: ${way.problem}`).join("; ") || "there is no subscription"}; confirm it with "interlock approvers confirm"`
          : mailRelay === undefined && !(await isProtected({ topicArns }, one))
            ? `anybody who opens the link to unsubscribe, a mail scanner too, ends the mails to ${one.id}: subscribe again and confirm with "interlock approvers confirm"`
            : null;
      return { approver: one.id, address: one.address, through, problem };
    }),
  );
}

/** The approvers for people. */
export const approversText = (all: readonly Reached[]): string =>
  all
    .map(({ approver, through, problem }) => `${approver.padEnd(20)} ${problem ?? through.join(", ")}`)
    .join("\n");

/**
 * Confirms an approver's e-mail subscription with the link of the confirmation mail, so that only a signed-in caller can
 * end it. Opening the link in a browser would confirm it too, and leave it for any scanner to end.
 * @throws InvalidInput if the link is no confirmation of one of this installation's topics.
 */
export async function confirmApprover({ topicArns }: Installation, link: string): Promise<string> {
  const { topicArn, token } = confirmationIn(link);
  const [approver] = Object.entries(topicArns).find(([, arn]) => arn === topicArn) ?? [];
  if (approver === undefined)
    throw invalidInput(
      `the link confirms ${topicArn}, which is no approver's topic here: take the link from the mail "AWS Notification - Subscription Confirmation" to an approver of this installation`,
    );
  await confirmSubscription(topicArn, token);
  return approver;
}

/** The topic and the token in a confirmation link. Source: SNS API reference, ConfirmSubscription. */
export function confirmationIn(link: string): { readonly topicArn: string; readonly token: string } {
  const query = URL.canParse(link) ? new URL(link).searchParams : new URLSearchParams();
  const topicArn = query.get("TopicArn");
  const token = query.get("Token");
  if (query.get("Action") === "ConfirmSubscription" && topicArn !== null && token !== null)
    return { topicArn, token };
  throw invalidInput(
    `"${link.slice(0, 80)}" is no confirmation link (it has no Action=ConfirmSubscription, TopicArn and Token): copy it whole from the confirmation mail, without opening it`,
  );
}
