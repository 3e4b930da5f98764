import { Duration } from "aws-cdk-lib";
import { Metric, Stats } from "aws-cdk-lib/aws-cloudwatch";
import { Rule, Schedule } from "aws-cdk-lib/aws-events";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import type { ITopic } from "aws-cdk-lib/aws-sns";
import { Construct } from "constructs";
import { deliveredTo } from "./delivery.ts";
import { tellWhenAny } from "./tell-when-any.ts";

const every = Duration.minutes(5);

/** Two copies that watch each other: the function that compares them, and who is told when they disagree. */
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
      description: "Compare both copies of the records, archive histories, vouch for where the chains end",
      schedule: Schedule.rate(every),
    });
    schedule.addTarget(deliveredTo(this, "watch-records", watchRecords, operators));
    tellWhenAny(this, "divergence", {
      metric: new Metric({
        namespace: "Interlock",
        metricName: "records-divergences",
        dimensionsMap: { Application: application },
        statistic: Stats.MAXIMUM,
        period: every,
      }),
      says: 'The two copies of the Infrastructure Records disagree, or the records and the history do. Stop all work, then run "interlock records export control-plane --output FILE": the file names each entry',
      operators,
    });
    tellWhenAny(this, "unwatched", {
      metric: watchRecords.metricErrors({ period: every }),
      says: "The Infrastructure Records could not be compared or vouched for. The log of watch-records says why",
      operators,
    });
  }
}
