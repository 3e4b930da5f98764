import { Duration } from "aws-cdk-lib";
import { MathExpression, Metric, Stats } from "aws-cdk-lib/aws-cloudwatch";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import { Construct } from "constructs";
import { alarm, metricOf, type Operators } from "./alarms.ts";

/** How long a run may be silent that waits for nobody. A step may take two hours. */
const longestIdleMinutes = 240;
/** How long checks may be without an answer: tasks start in ten minutes, and the drift of a large stack is found in an hour. */
const longestUnansweredMinutes = 90;
const fiveMinutes = Duration.minutes(5);
/** The sweep runs every minute. */
const fewestSweeps = 3;

/** The functions whose metrics tell how runs fare. */
export type Watched = {
  readonly closeRun: IFunction;
  readonly sweep: IFunction;
  readonly showInvitation: IFunction;
  readonly decide: IFunction;
};

/** Tells the operators when a run, a gate or production needs a person. */
export class RunAlarms extends Construct {
  constructor(
    scope: Construct,
    id: string,
    operators: Operators,
    stateMachineArn: string,
    { closeRun, sweep, showInvitation, decide }: Watched,
  ) {
    super(scope, id);
    const gauge = (name: string) => metricOf(sweep, name, Duration.minutes(1), Stats.MAXIMUM);
    alarm(this, "production-is-closed", operators, { metric: gauge("closedMinutes") });
    alarm(this, "work-is-stopped", operators, { metric: gauge("stoppedMinutes") });
    alarm(this, "gate-waits-too-long", operators, { metric: gauge("overdueMinutes") });
    alarm(this, "run-stands-still", operators, {
      metric: gauge("idleMinutes"),
      threshold: longestIdleMinutes,
    });
    alarm(this, "run-pauses", operators, {
      metric: gauge("unansweredMinutes"),
      threshold: longestUnansweredMinutes,
    });
    alarm(this, "run-is-quarantined", operators, { metric: metricOf(closeRun, "run-QUARANTINED") });
    alarm(this, "run-was-given-up", operators, { metric: metricOf(sweep, "givenUp") });
    alarm(this, "run-ended-badly", operators, {
      metric: new MathExpression({
        expression: "SUM(METRICS())",
        usingMetrics: {
          failed: metricOf(closeRun, "run-ROLLED_BACK"),
          aborted: metricOf(closeRun, "run-ABORTED"),
        },
        period: Duration.minutes(1),
      }),
    });
    alarm(this, "run-timed-out", operators, {
      metric: new Metric({
        namespace: "AWS/States",
        metricName: "ExecutionsTimedOut",
        dimensionsMap: { StateMachineArn: stateMachineArn },
        statistic: Stats.SUM,
        period: fiveMinutes,
      }),
    });
    alarm(this, "nobody-can-decide", operators, {
      metric: new MathExpression({
        expression: "SUM(METRICS())",
        usingMetrics: {
          showing: showInvitation.metricErrors({ period: fiveMinutes }),
          deciding: decide.metricErrors({ period: fiveMinutes }),
          // A page that answers 500 is no error to Lambda.
          shown: metricOf(showInvitation, "failedPages", fiveMinutes),
          decided: metricOf(decide, "failedPages", fiveMinutes),
        },
        period: fiveMinutes,
      }),
    });
    alarm(this, "links-are-forged", operators, {
      metric: new MathExpression({
        expression: "SUM(METRICS())",
        usingMetrics: {
          shown: metricOf(showInvitation, "forgedLinks", fiveMinutes),
          sent: metricOf(decide, "forgedLinks", fiveMinutes),
        },
        period: fiveMinutes,
      }),
    });
    alarm(this, "sweep-is-silent", operators, {
      metric: sweep.metricInvocations({ period: fiveMinutes }),
      threshold: fewestSweeps,
      isHeartbeat: true,
    });
    alarm(this, "functions-are-throttled", operators, {
      metric: new Metric({
        namespace: "AWS/Lambda",
        metricName: "Throttles",
        statistic: Stats.SUM,
        period: fiveMinutes,
      }),
    });
  }
}
