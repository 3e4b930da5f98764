import { Stack } from "aws-cdk-lib";
import { PolicyStatement, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import type { IKey } from "aws-cdk-lib/aws-kms";
import { type ITopic, Topic } from "aws-cdk-lib/aws-sns";
import { EmailSubscription, UrlSubscription } from "aws-cdk-lib/aws-sns-subscriptions";
import { Construct } from "constructs";
import type { InstallationSettings } from "../settings/settings.ts";
import { deadLettersOf } from "./delivery.ts";

/** Where alarms and every end go: a topic of the operators' own, or an existing one. No approver's links go there. */
export class OperatorsTopic extends Construct {
  readonly topic: ITopic;

  constructor(
    scope: Construct,
    id: string,
    { application, reachedWith, operators, approvers, platformOwner, mailRelay }: InstallationSettings,
    key: IKey,
  ) {
    super(scope, id);
    const { addresses, endpoints, topicArn } = operators;
    this.topic = topicArn === undefined ? this.ownTopic(key) : Topic.fromTopicArn(this, "Topic", topicArn);
    // Alarms that nobody hears would look like alarms that do not ring.
    const isHeard = addresses.length + endpoints.length > 0 || topicArn !== undefined;
    const owner = approvers.flatMap(({ id: approver, address }) =>
      approver === platformOwner && !isHeard ? [address] : [],
    );
    // With a relay there is no e-mail.
    if (mailRelay !== undefined) return;
    for (const address of [...addresses, ...owner])
      this.topic.addSubscription(new EmailSubscription(address));
    if (endpoints.length === 0) return;
    // SNS gives an endpoint up after some 50 attempts (SNS developer guide, "Message delivery retries").
    const deadLetterQueue = deadLettersOf(this, { application, reachedWith, topic: this.topic });
    for (const endpoint of endpoints)
      this.topic.addSubscription(new UrlSubscription(endpoint, { deadLetterQueue }));
  }

  /**
   * A policy of its own replaces the one that lets the account's services publish, so CloudWatch needs its own statement
   * (SNS developer guide, "Example cases for Amazon SNS access control").
   */
  private ownTopic(masterKey: IKey): Topic {
    const topic = new Topic(this, "Topic", {
      displayName: "Interlock for operators",
      masterKey,
      enforceSSL: true,
    });
    topic.addToResourcePolicy(
      new PolicyStatement({
        sid: "AlarmsMayPublish",
        principals: [new ServicePrincipal("cloudwatch.amazonaws.com")],
        actions: ["sns:Publish"],
        resources: [topic.topicArn],
        conditions: { StringEquals: { "aws:SourceAccount": Stack.of(this).account } },
      }),
    );
    return topic;
  }
}
