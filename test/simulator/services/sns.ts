import type { Service } from "../account.ts";

/** A message that a topic has taken. */
export type Message = { readonly topicArn: string; readonly subject: string; readonly text: string };

/** A subscription of a topic, by e-mail unless it says otherwise. */
export type TopicSubscription = {
  readonly endpoint: string;
  readonly isConfirmed: boolean;
  readonly protocol?: string;
};

/** SNS: what was taken is delivered, once in a while twice, never in between. */
export class Sns {
  deliver: (message: Message) => void = () => undefined;
  /** E-mail subscriptions by the ARN of the topic. An approver who is not here has confirmed an own one. */
  readonly subscriptions = new Map<string, readonly TopicSubscription[]>();

  readonly service: Service = {
    Publish: ({
      TopicArn,
      Subject = "",
      Message,
    }: {
      TopicArn: string;
      Subject?: string;
      Message: string;
    }) => {
      this.deliver({ topicArn: TopicArn, subject: Subject, text: Message });
      return { MessageId: "a message" };
    },
    // Source: SNS API reference, ListSubscriptionsByTopic: one that is not confirmed has a word instead of its ARN.
    ListSubscriptionsByTopic: ({ TopicArn }: { TopicArn: string }) => ({
      Subscriptions: this.subscriptionsOf(TopicArn).map(
        ({ endpoint: Endpoint, isConfirmed, protocol: Protocol = "email" }, index) => ({
          TopicArn,
          SubscriptionArn: isConfirmed ? `${TopicArn}:confirmed-${index + 1}` : "PendingConfirmation",
          Protocol,
          Endpoint,
        }),
      ),
    }),
    GetSubscriptionAttributes: () => ({
      Attributes: { PendingConfirmation: "false", ConfirmationWasAuthenticated: "true" },
    }),
  };
  private subscriptionsOf(topicArn: string): readonly TopicSubscription[] {
    const own = { endpoint: `${topicArn.split(":").at(-1)}@example.com`, isConfirmed: true };
    return this.subscriptions.get(topicArn) ?? [own];
  }
}
