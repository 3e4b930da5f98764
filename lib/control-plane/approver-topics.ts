import { Duration, Stack } from "aws-cdk-lib";
import { AnyPrincipal, Effect, PolicyDocument, PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { IKey } from "aws-cdk-lib/aws-kms";
import { type ITopic, Topic, TopicPolicy } from "aws-cdk-lib/aws-sns";
import { EmailSubscription } from "aws-cdk-lib/aws-sns-subscriptions";
import { Construct } from "constructs";
import type { InstallationSettings } from "../settings/settings.ts";
import type { Topics } from "../settings/topics.ts";
import { alarm, type Operators } from "./alarms.ts";

/** The names of approvers' topics, up to the person's id. */
const topicPrefix = (application: string): string => `${application}-mails-to-`;

/** One topic per approver, so that each mail reaches one approver only. */
export class ApproverTopics extends Construct {
  readonly topics: ReadonlyMap<string, Topic>;
  private readonly application: string;

  /** A function that publishes needs `masterKey` as well. */
  constructor(
    scope: Construct,
    id: string,
    { application, approvers, mailRelay }: InstallationSettings,
    masterKey: IKey,
  ) {
    super(scope, id);
    this.application = application;
    this.topics = new Map(
      approvers.map(({ id: approver, name, address }) => {
        const topic = new Topic(this, approver, {
          topicName: `${topicPrefix(application)}${approver}`,
          displayName: `Interlock for ${name}`.slice(0, 100),
          masterKey,
        });
        // With a relay there is no e-mail. A subscription that leads nowhere would look like one that works.
        if (mailRelay === undefined) topic.addSubscription(new EmailSubscription(address));
        return [approver, topic];
      }),
    );
    this.protect();
  }

  /** One policy for all topics, because a stack takes 500 resources: nothing is published over a connection that can be read. */
  private protect(): void {
    const inTransit = new PolicyStatement({
      sid: "PublishOverTlsOnly",
      effect: Effect.DENY,
      principals: [new AnyPrincipal()],
      actions: ["sns:Publish"],
      // In a topic's policy this is the topic itself. Source: CloudFormation template reference, AWS::SNS::TopicPolicy, Examples.
      resources: ["*"],
      conditions: { Bool: { "aws:SecureTransport": "false" } },
    });
    new TopicPolicy(this, "InTransit", {
      topics: [...this.topics.values()],
      policyDocument: new PolicyDocument({ statements: [inTransit] }),
    });
  }

  /** Tells the operators when a mail came back. */
  watch(operators: Operators): void {
    for (const [approver, topic] of this.topics)
      alarm(this, "mails-bounce", operators, {
        metric: topic.metricNumberOfNotificationsFailed({ period: Duration.minutes(5) }),
        about: approver,
      });
  }

  /** Where the topics are, and the operators' own, as JSON. */
  topicsJson(operators: ITopic): string {
    const stack = Stack.of(this);
    const prefix = stack.formatArn({ service: "sns", resource: topicPrefix(this.application) });
    return stack.toJsonString({ prefix, operators: operators.topicArn } satisfies Topics);
  }
}
