import { Duration } from "aws-cdk-lib";
import { LambdaFunction as LambdaTarget } from "aws-cdk-lib/aws-events-targets";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import { Queue, QueueEncryption } from "aws-cdk-lib/aws-sqs";
import type { Construct } from "constructs";
import { alarm, type Operators } from "./alarms.ts";
import { suppress } from "./suppress.ts";

/** A queue that keeps events which nobody could deliver, and alarms the operators. */
export function deadLettersOf(scope: Construct, name: string, operators: Operators): Queue {
  const deadLetters = new Queue(scope, `${name}-dead-letters`, {
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    retentionPeriod: Duration.days(14),
  });
  suppress(deadLetters, { "AwsSolutions-SQS3": "it is a dead-letter queue itself" });
  alarm(scope, "events-are-not-delivered", operators, {
    metric: deadLetters.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(1) }),
    about: name,
  });
  return deadLetters;
}

/** How long EventBridge tries to deliver an event. */
export const deliveryPatience = { retryAttempts: 8, maxEventAge: Duration.hours(6) };

/**
 * A rule's target function. A dead-letter queue keeps events that cannot be delivered, and those at which the function
 * fails each time. It alarms the operators.
 */
export function deliveredTo(
  scope: Construct,
  name: string,
  handler: IFunction,
  operators: Operators,
): LambdaTarget {
  const deadLetters = deadLettersOf(scope, name, operators);
  // EventBridge hands the event over and forgets it. What the function then fails at three times would be gone.
  // Source: Lambda developer guide, asynchronous invocation: destinations for failed invocations.
  handler.addToRolePolicy(
    new PolicyStatement({ actions: ["sqs:SendMessage"], resources: [deadLetters.queueArn] }),
  );
  handler.configureAsyncInvoke({
    onFailure: { bind: () => ({ destination: deadLetters.queueArn }) },
    retryAttempts: 2,
    maxEventAge: Duration.hours(6),
  });
  return new LambdaTarget(handler, { deadLetterQueue: deadLetters, ...deliveryPatience });
}
