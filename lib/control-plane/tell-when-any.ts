import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from "aws-cdk-lib/aws-cloudwatch";
import { SnsAction } from "aws-cdk-lib/aws-cloudwatch-actions";
import type { ITopic } from "aws-cdk-lib/aws-sns";
import type { Construct } from "constructs";

/** Tells operators as soon as a metric that should be zero is not, and says what to do. */
export function tellWhenAny(
  scope: Construct,
  id: string,
  {
    metric,
    says,
    operators,
  }: { readonly metric: IMetric; readonly says: string; readonly operators: ITopic },
): void {
  const alarm = new Alarm(scope, id, {
    alarmDescription: says,
    metric,
    threshold: 1,
    evaluationPeriods: 1,
    comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    treatMissingData: TreatMissingData.NOT_BREACHING,
  });
  alarm.addAlarmAction(new SnsAction(operators));
}
