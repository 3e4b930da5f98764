import { Duration, Stack } from "aws-cdk-lib";
import { LambdaFunction as LambdaTarget } from "aws-cdk-lib/aws-events-targets";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import { Queue, QueueEncryption } from "aws-cdk-lib/aws-sqs";
import type { Construct } from "constructs";
import { alarm, type Operators } from "./alarms.ts";
import { suppress } from "./suppress.ts";

const id = "dead-letters";

/**
 * The installation's queue for events that nobody could deliver; it alarms the operators. There is one for all edges, because each
 * message says what it was for, and each queue would cost an alarm (docs/decisions/0156-one-alarm-for-one-first-command.md).
 */
export function deadLettersOf(scope: Construct, operators: Operators): Queue {
  const stack = Stack.of(scope);
  const made = stack.node.tryFindChild(id);
  if (made instanceof Queue) return made;
  const deadLetters = new Queue(stack, id, {
    queueName: `${operators.application}-${id}`,
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    retentionPeriod: Duration.days(14),
  });
  suppress(deadLetters, { "AwsSolutions-SQS3": "it is a dead-letter queue itself" });
  alarm(stack, "events-are-not-delivered", operators, {
    metric: deadLetters.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(1) }),
  });
  return deadLetters;
}

/** How long EventBridge tries to deliver an event. */
export const deliveryPatience = { retryAttempts: 8, maxEventAge: Duration.hours(6) };

/**
 * A rule's target function. A dead-letter queue keeps events that cannot be delivered, and those at which the function
 * fails each time. It alarms the operators.
 */
export function deliveredTo(scope: Construct, handler: IFunction, operators: Operators): LambdaTarget {
  const deadLetters = deadLettersOf(scope, operators);
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
