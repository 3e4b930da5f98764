import { Duration } from "aws-cdk-lib";
import { Metric, Stats } from "aws-cdk-lib/aws-cloudwatch";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import { Construct } from "constructs";
import { alarm, metricOf, metricOfAll, type Operators } from "./alarms.ts";

const fiveMinutes = Duration.minutes(5);
/** The sweep runs every minute. */
const fewestSweeps = 3;

/** What tells how runs fare: functions, and the API of the pages. */
export type Watched = {
  /** The API of the approval pages. */
  readonly apiId: string;
  readonly closeRun: IFunction;
  readonly sweep: IFunction;
};

/** Tells the operators when a run, a gate or production needs a person. */
export class RunAlarms extends Construct {
  constructor(scope: Construct, id: string, operators: Operators, { apiId, closeRun, sweep }: Watched) {
    super(scope, id);
    const gauge = (name: string) => metricOf(sweep, name, Duration.minutes(1), Stats.MAXIMUM);
    const together = (name: string) => metricOfAll(operators, name, Duration.minutes(1));
    alarm(this, "production-is-closed", operators, { metric: gauge("closedMinutes") });
    alarm(this, "work-is-stopped", operators, { metric: gauge("stoppedMinutes") });
    alarm(this, "gate-waits-too-long", operators, { metric: together("gateWaitsInVain") });
    alarm(this, "run-stands-still", operators, { metric: together("runStandsStill") });
    alarm(this, "run-is-quarantined", operators, { metric: metricOf(closeRun, "run-QUARANTINED") });
    alarm(this, "run-was-given-up", operators, { metric: metricOf(sweep, "givenUp") });
    alarm(this, "run-ended-badly", operators, { metric: together("runEndedBadly") });
    alarm(this, "nobody-can-decide", operators, {
      // What the browser sees: a page that answers 500 is no error to Lambda, and a function that dies answers none.
      // Source: API Gateway developer guide, "Monitor CloudWatch metrics for HTTP APIs".
      metric: new Metric({
        namespace: "AWS/ApiGateway",
        metricName: "5xx",
        dimensionsMap: { ApiId: apiId },
        statistic: Stats.SUM,
        period: fiveMinutes,
      }),
    });
    alarm(this, "links-are-forged", operators, {
      metric: together("forgedLinks"),
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
