import { invalidInput } from "../domain/errors.ts";
import type { Installation } from "../installation/installation.ts";
import { confirmSubscription, isProtected, subscriptionsAt } from "../ports/subscriptions/aws.ts";
import type { Connection } from "./connect.ts";

/** How mail reaches one approver. */
export type ApproverMail = {
  readonly approver: string;
  readonly address: string;
  readonly through: readonly string[];
  /** Why mails do not arrive, or may stop arriving; null if nothing is wrong. */
  readonly problem: string | null;
};

/** How mail reaches each approver of the directory. */
export function approvers({
  installation,
}: Pick<Connection, "installation" | "sandbox">): Promise<readonly ApproverMail[]> {
  const { topicArns, mailRelay } = installation;
  const subscriptions = subscriptionsAt({ topicArns, mailRelay });
  return Promise.all(
    installation.approvers.map(async (one) => {
      const ways = await subscriptions.subscriptionsOf(one);
      const sound = ways.filter(({ problem }) => problem === null);
      const through = ways.map((way) => way.through);
      const foreign = ways.filter(({ isForeign }) => isForeign).map((way) => way.through);
      const problem =
        foreign.length > 0
          ? `mails to ${one.id} also reach ${foreign.join(", ")}, which the directory does not name: end that subscription, and find out who made it`
          : sound.length === 0
            ? `no mail reaches ${one.id}: ${ways.map((way) => `${way.through}: ${way.problem}`).join("; ") || "there is no subscription"}; confirm it with "interlock approvers confirm"`
            : mailRelay === undefined && !(await isProtected({ topicArns }, one))
              ? `the unsubscribe link works without signing in, so even a mail scanner can end the mails to ${one.id}: subscribe again and confirm with "interlock approvers confirm"`
              : null;
      return { approver: one.id, address: one.address, through, problem };
    }),
  );
}

/**
 * Confirms an approver's e-mail subscription with the link in the confirmation mail, so that only a signed-in caller can
 * unsubscribe. Opening the link in a browser would confirm it too, but then a mail scanner could unsubscribe.
 * @returns the approver's id.
 * @throws InvalidInput if the link does not confirm a subscription to one of this installation's topics.
 */
export async function confirmApprover({ topicArns }: Installation, link: string): Promise<string> {
  const { topicArn, token } = confirmationIn(link);
  const [approver] = Object.entries(topicArns).find(([, arn]) => arn === topicArn) ?? [];
  if (approver === undefined)
    throw invalidInput(
      `the link confirms ${topicArn}, which is not the topic of an approver of this installation: take the link from the mail "AWS Notification - Subscription Confirmation"`,
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
    `"${link.slice(0, 80)}" is not a confirmation link (it lacks Action=ConfirmSubscription, TopicArn or Token): copy the whole link from the confirmation mail without opening it`,
  );
}
