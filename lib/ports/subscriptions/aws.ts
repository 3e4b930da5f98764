import {
  ConfirmSubscriptionCommand,
  GetSubscriptionAttributesCommand,
  ListSubscriptionsByTopicCommand,
  type ListSubscriptionsByTopicCommandOutput,
  SNSClient,
  type Subscription as SnsSubscription,
} from "@aws-sdk/client-sns";
import type { Approver } from "../settings/port.ts";
import { patientClient } from "../shared/passing-errors.ts";
import type { Subscription, Subscriptions } from "./port.ts";

const sns = patientClient(new SNSClient());

type Where = {
  readonly topicArns: Readonly<Record<string, string>>;
  /** The relay that a sandbox's mails go to; elsewhere only e-mail counts. */
  readonly mailRelay?: string | undefined;
};

/** Source: SNS API reference, Subscribe: what an unconfirmed subscription has instead of its ARN. */
const pending = ["PendingConfirmation", "pending confirmation"];

/**
 * How mail reaches each approver. An e-mail subscription counts if it is confirmed and goes to the address in the
 * directory. A relay counts only if the settings name it, because it does not prove a mailbox.
 */
export const subscriptionsAt = ({ topicArns, mailRelay }: Where): Subscriptions => ({
  async subscriptionsOf(approver) {
    const found = await listed(topicArns[approver.id]);
    return found.flatMap(({ Protocol = "", Endpoint = "", SubscriptionArn = "" }): Subscription[] => {
      const isPending = pending.includes(SubscriptionArn);
      if (mailRelay !== undefined && Endpoint === `${mailRelay}/${encodeURIComponent(approver.address)}`)
        return [
          {
            through: `the relay ${mailRelay} to a mailbox of this machine, not by e-mail`,
            problem: isPending ? "the relay has not confirmed it" : null,
            isForeign: false,
          },
        ];
      const isOwn = mailRelay === undefined && Protocol === "email" && Endpoint === approver.address;
      const through = Protocol === "email" ? `e-mail to ${Endpoint}` : `${Protocol} to ${Endpoint}`;
      if (isOwn)
        return [{ through, problem: isPending ? "nobody has confirmed it" : null, isForeign: false }];
      // Nothing reaches it before it is confirmed.
      if (isPending)
        return Protocol === "email" && mailRelay === undefined
          ? [{ through, problem: "nobody has confirmed it", isForeign: false }]
          : [];
      const problem = `it goes to ${Endpoint}, and the directory says ${approver.address}`;
      return [{ through, problem, isForeign: true }];
    });
  },
});

async function listed(TopicArn: string | undefined) {
  if (TopicArn === undefined) return [];
  const found: SnsSubscription[] = [];
  let NextToken: string | undefined;
  do {
    const page: ListSubscriptionsByTopicCommandOutput = await sns.send(
      new ListSubscriptionsByTopicCommand({ TopicArn, ...(NextToken === undefined ? {} : { NextToken }) }),
    );
    found.push(...(page.Subscriptions ?? []));
    ({ NextToken } = page);
  } while (NextToken !== undefined);
  return found;
}

/**
 * Whether ending the approver's e-mail subscription requires a sign-in. Every SNS mail has a link to unsubscribe, and mail
 * scanners open it.
 */
export async function isProtected(
  { topicArns }: Where,
  { id, address }: Pick<Approver, "id" | "address">,
): Promise<boolean> {
  const subscription = (await listed(topicArns[id])).find(
    ({ Protocol, Endpoint }) => Protocol === "email" && Endpoint === address,
  );
  if (subscription === undefined || pending.includes(subscription.SubscriptionArn ?? "")) return false;
  const { Attributes } = await sns.send(
    new GetSubscriptionAttributesCommand({ SubscriptionArn: subscription.SubscriptionArn }),
  );
  return Attributes?.["ConfirmationWasAuthenticated"] === "true";
}

/** Confirms a subscription with the token of its mail so that only a signed-in caller can end it. Returns its ARN. */
export async function confirmSubscription(TopicArn: string, Token: string): Promise<string> {
  const { SubscriptionArn = "" } = await sns.send(
    new ConfirmSubscriptionCommand({ TopicArn, Token, AuthenticateOnUnsubscribe: "true" }),
  );
  return SubscriptionArn;
}
