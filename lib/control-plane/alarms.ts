import { Duration, Stack } from "aws-cdk-lib";
import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  Metric,
  Stats,
  TreatMissingData,
} from "aws-cdk-lib/aws-cloudwatch";
import { SnsAction } from "aws-cdk-lib/aws-cloudwatch-actions";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import type { ITopic } from "aws-cdk-lib/aws-sns";
import type { Construct } from "constructs";
import { metricNamespace } from "../domain/metrics.ts";
import { alarmText, type Problem, type Reached } from "../mails/alarms.ts";

/** Where alarms go, and how they are named. */
export type Operators = Reached & { readonly topic: ITopic };

/** What rings an alarm. */
export type Ringing = {
  readonly metric: IMetric;
  /** Of what, if an installation has several. */
  readonly about?: string;
  /** @default 1 */
  readonly threshold?: number;
  /** Whether a value below the threshold rings, and no value too: for a heartbeat, silence is the fault. */
  readonly isHeartbeat?: boolean;
};

/** Tells the operators of a problem, and when it is over. The alarm bears the problem's name. */
export function alarm(
  scope: Construct,
  problem: Problem,
  { topic, ...reached }: Operators,
  { metric, about = "", threshold = 1, isHeartbeat = false }: Ringing,
): Alarm {
  const name = about === "" ? problem : `${problem}-${about}`;
  const made = new Alarm(scope, name, {
    alarmName: `${reached.application}-${name}`,
    alarmDescription: alarmText(problem, about, reached),
    metric,
    threshold,
    evaluationPeriods: 1,
    comparisonOperator: isHeartbeat
      ? ComparisonOperator.LESS_THAN_THRESHOLD
      : ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    treatMissingData: isHeartbeat ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
  });
  made.addAlarmAction(new SnsAction(topic));
  made.addOkAction(new SnsAction(topic));
  return made;
}

/** A metric that a function writes into its log lines (lib/runtime/log.ts). */
export const metricOf = (
  { functionName }: IFunction,
  metricName: string,
  period = Duration.minutes(1),
  statistic: string = Stats.SUM,
): Metric =>
  new Metric({
    namespace: metricNamespace,
    metricName,
    dimensionsMap: { function: functionName },
    period,
    statistic,
  });

/** A metric that several functions of an installation write together. */
export const metricOfAll = ({ application }: Reached, metricName: string, period: Duration): Metric =>
  new Metric({
    namespace: metricNamespace,
    metricName,
    dimensionsMap: { application },
    period,
    statistic: Stats.SUM,
  });

/** Every alarm of the stack, in the order of their names. */
export const alarmsIn = (scope: Construct): readonly Alarm[] =>
  Stack.of(scope)
    .node.findAll()
    .filter((construct): construct is Alarm => construct instanceof Alarm)
    .toSorted((one, other) => (one.node.id < other.node.id ? -1 : 1));
