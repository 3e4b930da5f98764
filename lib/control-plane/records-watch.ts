import { Duration } from "aws-cdk-lib";
import { Metric, Stats } from "aws-cdk-lib/aws-cloudwatch";
import { Rule, Schedule } from "aws-cdk-lib/aws-events";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import type { ITopic } from "aws-cdk-lib/aws-sns";
import { Construct } from "constructs";
import { alarms } from "../mails/alarms.ts";
import { alarmAboveZero } from "./alarm-above-zero.ts";
import { deliveredTo } from "./delivery.ts";

const every = Duration.minutes(5);

/**
 * Compares the two copies of the records on a schedule, and alarms the operators when they disagree or when the comparison
 * fails.
 */
export class RecordsWatch extends Construct {
  constructor(
    scope: Construct,
    id: string,
    {
      application,
      watchRecords,
      operators,
    }: { readonly application: string; readonly watchRecords: IFunction; readonly operators: ITopic },
  ) {
    super(scope, id);
    const schedule = new Rule(this, "EveryFiveMinutes", {
      description: "Compare both copies of the records, archive histories, sign where the chains end",
      schedule: Schedule.rate(every),
    });
    schedule.addTarget(deliveredTo(this, "watch-records", watchRecords, operators));
    alarmAboveZero(this, "divergence", {
      metric: new Metric({
        namespace: "Interlock",
        metricName: "records-divergences",
        dimensionsMap: { Application: application },
        statistic: Stats.MAXIMUM,
        period: every,
      }),
      description: alarms.recordsDiverge,
      operators,
    });
    alarmAboveZero(this, "unwatched", {
      metric: watchRecords.metricErrors({ period: every }),
      description: alarms.recordsUnwatched,
      operators,
    });
  }
}
