import { Duration } from "aws-cdk-lib";
import { Alarm, ComparisonOperator, TreatMissingData } from "aws-cdk-lib/aws-cloudwatch";
import { SnsAction } from "aws-cdk-lib/aws-cloudwatch-actions";
import { EventBus, Rule, Schedule } from "aws-cdk-lib/aws-events";
import { LambdaFunction as LambdaTarget } from "aws-cdk-lib/aws-events-targets";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import type { ITopic } from "aws-cdk-lib/aws-sns";
import { Queue, QueueEncryption } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import { suppress } from "./suppress.ts";

/** How a change becomes a run: the bus that takes submissions, and the sweep that finds from outside what got stuck. */
export class ChangeIntake extends Construct {
  readonly bus: EventBus;

  constructor(
    scope: Construct,
    id: string,
    {
      application,
      stateMachineArn,
      startRun,
      sweep,
      operators,
    }: {
      readonly application: string;
      /** The parent's. */
      readonly stateMachineArn: string;
      readonly startRun: IFunction;
      readonly sweep: IFunction;
      /** Where it is told that an event could not be delivered. */
      readonly operators: ITopic;
    },
  ) {
    super(scope, id);
    this.bus = new EventBus(this, "Bus", { eventBusName: application });
    const submitted = new Rule(this, "ChangeSubmitted", {
      eventBus: this.bus,
      description: "A change was submitted: start its run",
      eventPattern: { source: ["interlock"], detailType: ["Change Submitted"] },
    });
    submitted.addTarget(this.target("start-run", startRun, operators));
    // The sweep finds it as well: these events are best effort (EventBridge, "Events from Step Functions").
    const ended = new Rule(this, "ExecutionEnded", {
      description: "An execution ended: look whether its run did",
      eventPattern: {
        source: ["aws.states"],
        detailType: ["Step Functions Execution Status Change"],
        detail: { status: ["FAILED", "TIMED_OUT", "ABORTED"], stateMachineArn: [stateMachineArn] },
      },
    });
    const everyMinute = new Rule(this, "EveryMinute", {
      description: "Look from outside at what no catch branch sees",
      schedule: Schedule.rate(Duration.minutes(1)),
    });
    const target = this.target("sweep", sweep, operators);
    everyMinute.addTarget(target);
    ended.addTarget(target);
  }

  /** What cannot be delivered is kept in a dead-letter queue, and somebody is told. */
  private target(name: string, handler: IFunction, operators: ITopic): LambdaTarget {
    const deadLetters = new Queue(this, `${name}-dead-letters`, {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    suppress(deadLetters, { "AwsSolutions-SQS3": "it is a dead-letter queue itself" });
    const alarm = new Alarm(this, `${name}-undelivered`, {
      alarmDescription: `An event for ${name} could not be delivered; it is in ${name}'s dead-letter queue`,
      metric: deadLetters.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(1) }),
      threshold: 1,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(new SnsAction(operators));
    return new LambdaTarget(handler, {
      deadLetterQueue: deadLetters,
      retryAttempts: 8,
      maxEventAge: Duration.hours(6),
    });
  }
}
