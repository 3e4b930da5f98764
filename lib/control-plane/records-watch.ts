import { Duration } from "aws-cdk-lib";
import { Metric, Stats } from "aws-cdk-lib/aws-cloudwatch";
import { Rule, Schedule } from "aws-cdk-lib/aws-events";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import { Construct } from "constructs";
import { alarm, metricOf, type Operators } from "./alarms.ts";
import { deliveredTo } from "./delivery.ts";

const every = Duration.minutes(5);

/**
 * Compares the two copies of the records on a schedule, and alarms the operators when they disagree or when nothing compares
 * them.
 */
export class RecordsWatch extends Construct {
  constructor(
    scope: Construct,
    id: string,
    {
      application,
      watchRecords,
      operators,
    }: { readonly application: string; readonly watchRecords: IFunction; readonly operators: Operators },
  ) {
    super(scope, id);
    const schedule = new Rule(this, "EveryFiveMinutes", {
      description: "Compare both copies of the records, archive histories, sign where the chains end",
      schedule: Schedule.rate(every),
    });
    schedule.addTarget(deliveredTo(this, watchRecords, operators));
    alarm(this, "records-diverge", operators, {
      metric: new Metric({
        namespace: "Interlock",
        metricName: "records-divergences",
        dimensionsMap: { Application: application },
        statistic: Stats.MAXIMUM,
        period: every,
      }),
    });
    alarm(this, "mails-are-overheard", operators, {
      metric: metricOf(watchRecords, "overheard", every, Stats.MAXIMUM),
    });
    // A comparison that fails three times is an event that is not delivered.
    alarm(this, "records-are-not-watched", operators, {
      metric: watchRecords.metricInvocations({ period: Duration.minutes(15) }),
      isHeartbeat: true,
    });
  }
}
