import { Stack } from "aws-cdk-lib";
import { Alias } from "aws-cdk-lib/aws-kms";
import { Topic } from "aws-cdk-lib/aws-sns";
import { EmailSubscription } from "aws-cdk-lib/aws-sns-subscriptions";
import { Construct } from "constructs";
import type { ControlPlaneSettings } from "./settings.ts";

/** A topic per approver: what is sent to one is seen by nobody else. */
export class Notices extends Construct {
  readonly topics: ReadonlyMap<string, Topic>;

  constructor(scope: Construct, id: string, approvers: ControlPlaneSettings["approvers"]) {
    super(scope, id);
    const masterKey = Alias.fromAliasName(this, "Key", "alias/aws/sns");
    this.topics = new Map(
      approvers.map(({ id: approver, name, address }) => {
        const topic = new Topic(this, approver, {
          displayName: `Interlock for ${name}`.slice(0, 100),
          masterKey,
          enforceSSL: true,
        });
        topic.addSubscription(new EmailSubscription(address));
        return [approver, topic];
      }),
    );
  }

  /** The topics' ARNs by approver, as JSON. */
  arnsJson(): string {
    return Stack.of(this).toJsonString(
      Object.fromEntries([...this.topics].map(([approver, { topicArn }]) => [approver, topicArn])),
    );
  }
}
