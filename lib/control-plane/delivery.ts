import { Duration } from "aws-cdk-lib";
import { LambdaFunction as LambdaTarget } from "aws-cdk-lib/aws-events-targets";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import { SqsDestination } from "aws-cdk-lib/aws-lambda-destinations";
import type { ITopic } from "aws-cdk-lib/aws-sns";
import { Queue, QueueEncryption } from "aws-cdk-lib/aws-sqs";
import type { Construct } from "constructs";
import { alarms } from "../mails/alarms.ts";
import { alarmAboveZero } from "./alarm-above-zero.ts";
import { suppress } from "./suppress.ts";

/**
 * A rule's target function. A dead-letter queue keeps events that cannot be delivered, and those at which the function
 * fails each time. It alarms the operators.
 */
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
  alarmAboveZero(scope, `${name}-undelivered`, {
    metric: deadLetters.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(1) }),
    description: alarms.undeliveredEvent(name),
    operators,
  });
  // EventBridge hands the event over and forgets it. What the function then fails at three times would be gone.
  // Source: Lambda developer guide, asynchronous invocation: destinations for failed invocations.
  handler.configureAsyncInvoke({
    onFailure: new SqsDestination(deadLetters),
    retryAttempts: 2,
    maxEventAge: Duration.hours(6),
  });
  return new LambdaTarget(handler, {
    deadLetterQueue: deadLetters,
    retryAttempts: 8,
    maxEventAge: Duration.hours(6),
  });
}
