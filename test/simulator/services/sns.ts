import type { Service } from "../account.ts";

/** A message that a topic has taken. */
export type Message = { readonly topicArn: string; readonly subject: string; readonly text: string };

/** SNS: what was taken is delivered, once in a while twice, never in between. */
export class Sns {
  deliver: (message: Message) => void = () => undefined;
  /** Topics whose subscribers have not confirmed yet. */
  readonly unconfirmed = new Set<string>();

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
    // An approver who has confirmed cannot be unsubscribed by a scanner.
    ListSubscriptionsByTopic: ({ TopicArn }: { TopicArn: string }) => ({
      Subscriptions: [
        {
          TopicArn,
          // Source: SNS API reference, ListSubscriptionsByTopic.
          SubscriptionArn: this.unconfirmed.has(TopicArn) ? "PendingConfirmation" : `${TopicArn}:confirmed`,
          Protocol: "email",
          Endpoint: `${TopicArn.split(":").at(-1)}@example.com`,
        },
      ],
    }),
    GetSubscriptionAttributes: () => ({
      Attributes: { PendingConfirmation: "false", ConfirmationWasAuthenticated: "true" },
    }),
  };
}
