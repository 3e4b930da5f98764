import { Duration, RemovalPolicy, Stack } from "aws-cdk-lib";
import { ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { type IKey, Key } from "aws-cdk-lib/aws-kms";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { FilterPattern } from "aws-cdk-lib/aws-logs";
import { type ITopic, Topic } from "aws-cdk-lib/aws-sns";
import { EmailSubscription } from "aws-cdk-lib/aws-sns-subscriptions";
import { Construct } from "constructs";
import type { InstallationSettings } from "../settings/settings.ts";
import { tellWhenAny } from "./tell-when-any.ts";

/** One topic per approver, so that each mail reaches one approver only. */
export class ApproverTopics extends Construct {
  readonly topics: ReadonlyMap<string, Topic>;
  /** A function that publishes needs this key as well. */
  readonly key: Key;

  constructor(scope: Construct, id: string, { approvers, mailRelay }: InstallationSettings) {
    super(scope, id);
    this.key = new Key(this, "Key", {
      description: "Interlock: mails to approvers on their way",
      enableKeyRotation: true,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    // An alarm cannot publish under AWS's own key for SNS: its policy cannot be changed to let CloudWatch in.
    // Source: SNS developer guide, "Key management", compatibility with event sources.
    this.key.grantEncryptDecrypt(new ServicePrincipal("cloudwatch.amazonaws.com"));
    this.topics = new Map(
      approvers.map(({ id: approver, name, address }) => {
        const topic = new Topic(this, approver, {
          displayName: `Interlock for ${name}`.slice(0, 100),
          // aws-cdk-lib's own types do not hold under exactOptionalPropertyTypes.
          masterKey: this.key as IKey,
          enforceSSL: true,
        });
        // With a relay there is no e-mail: a subscription that goes nowhere would look like one that does.
        if (mailRelay === undefined) topic.addSubscription(new EmailSubscription(address));
        return [approver, topic];
      }),
    );
  }

  /** Tells the operators when a function could not hand over a mail. */
  watch(name: string, { logGroup }: LambdaFunction, operators: ITopic): void {
    const undelivered = logGroup.addMetricFilter(`${name}-undelivered`, {
      filterPattern: FilterPattern.numberValue("$.undelivered", ">", 0),
      metricNamespace: "Interlock",
      metricName: `${name}-undelivered`,
      metricValue: "$.undelivered",
    });
    tellWhenAny(this, `${name}-undelivered-alarm`, {
      metric: undelivered.metric({ period: Duration.minutes(1), statistic: "Sum" }),
      says: `Mails about a gate were not accepted; ${name} tries again, the records say whom they were for`,
      operators,
    });
  }

  /** The topics' ARNs by approver, as JSON. */
  arnsJson(): string {
    return Stack.of(this).toJsonString(
      Object.fromEntries([...this.topics].map(([approver, { topicArn }]) => [approver, topicArn])),
    );
  }
}
