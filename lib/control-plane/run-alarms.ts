import { Duration } from "aws-cdk-lib";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { FilterPattern, type IFilterPattern } from "aws-cdk-lib/aws-logs";
import type { ITopic } from "aws-cdk-lib/aws-sns";
import { Construct } from "constructs";
import { alarms } from "../mails/alarms.ts";
import { alarmAboveZero } from "./alarm-above-zero.ts";

/** Alarms the operators when a run needs a person: it ended in quarantine, or its recovery was given up. */
export class RunAlarms extends Construct {
  constructor(
    scope: Construct,
    id: string,
    {
      closeRun,
      sweep,
      operators,
    }: { readonly closeRun: LambdaFunction; readonly sweep: LambdaFunction; readonly operators: ITopic },
  ) {
    super(scope, id);
    const ring = (name: string, from: LambdaFunction, filterPattern: IFilterPattern, description: string) => {
      const lines = from.logGroup.addMetricFilter(name, {
        filterPattern,
        metricNamespace: "Interlock",
        metricName: name,
        metricValue: "1",
      });
      const metric = lines.metric({ period: Duration.minutes(1), statistic: "Sum" });
      alarmAboveZero(this, `${name}-alarm`, { metric, description, operators });
    };
    ring(
      "quarantined-runs",
      closeRun,
      FilterPattern.stringValue("$.verdict", "=", "QUARANTINED"),
      alarms.quarantined,
    );
    ring("given-up-runs", sweep, FilterPattern.numberValue("$.givenUp", ">", 0), alarms.givenUp);
  }
}
