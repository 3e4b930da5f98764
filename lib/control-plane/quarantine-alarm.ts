import { Duration } from "aws-cdk-lib";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { FilterPattern } from "aws-cdk-lib/aws-logs";
import type { ITopic } from "aws-cdk-lib/aws-sns";
import { Construct } from "constructs";
import { alarms } from "../mails/alarms.ts";
import { alarmAboveZero } from "./alarm-above-zero.ts";

/** Alarms the operators when a run ends in quarantine. The sweep's mail says what is left. */
export class QuarantineAlarm extends Construct {
  constructor(
    scope: Construct,
    id: string,
    { closeRun, operators }: { readonly closeRun: LambdaFunction; readonly operators: ITopic },
  ) {
    super(scope, id);
    const quarantined = closeRun.logGroup.addMetricFilter("quarantined-runs", {
      filterPattern: FilterPattern.stringValue("$.verdict", "=", "QUARANTINED"),
      metricNamespace: "Interlock",
      metricName: "quarantined-runs",
      metricValue: "1",
    });
    alarmAboveZero(this, "Alarm", {
      metric: quarantined.metric({ period: Duration.minutes(1), statistic: "Sum" }),
      description: alarms.quarantined,
      operators,
    });
  }
}
