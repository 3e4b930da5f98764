import { Duration } from "aws-cdk-lib";
import { LambdaFunction as LambdaTarget } from "aws-cdk-lib/aws-events-targets";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import type { ITopic } from "aws-cdk-lib/aws-sns";
import { Queue, QueueEncryption } from "aws-cdk-lib/aws-sqs";
import type { Construct } from "constructs";
import { suppress } from "./suppress.ts";
import { tellWhenAny } from "./tell-when-any.ts";

/** A function behind a rule. What cannot be delivered is kept in a dead-letter queue, and somebody is told. */
export function deliveredTo(
  scope: Construct,
  name: string,
  handler: IFunction,
  operators: ITopic,
): LambdaTarget {
  const deadLetters = new Queue(scope, `${name}-dead-letters`, {
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    retentionPeriod: Duration.days(14),
  });
  suppress(deadLetters, { "AwsSolutions-SQS3": "it is a dead-letter queue itself" });
  tellWhenAny(scope, `${name}-undelivered`, {
    metric: deadLetters.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(1) }),
    says: `An event for ${name} could not be delivered; it is in ${name}'s dead-letter queue`,
    operators,
  });
  return new LambdaTarget(handler, {
    deadLetterQueue: deadLetters,
    retryAttempts: 8,
    maxEventAge: Duration.hours(6),
  });
}
