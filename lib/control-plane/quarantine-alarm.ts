import { Duration } from "aws-cdk-lib";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { FilterPattern } from "aws-cdk-lib/aws-logs";
import type { ITopic } from "aws-cdk-lib/aws-sns";
import { Construct } from "constructs";
import { tellWhenAny } from "./tell-when-any.ts";

/** Alarms the operators when a run ends with a rollback that was not proved; the sweep's mail tells what is left. */
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
    tellWhenAny(this, "Alarm", {
      metric: quarantined.metric({ period: Duration.minutes(1), statistic: "Sum" }),
      says: "A run is QUARANTINED: something of an environment is left, or nobody could tell; see docs/runbook.md",
      operators,
    });
  }
}
