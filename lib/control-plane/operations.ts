import { Duration } from "aws-cdk-lib";
import {
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  type IMetric,
  LogQueryWidget,
  Metric,
  Stats,
} from "aws-cdk-lib/aws-cloudwatch";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { type ILogGroup, QueryDefinition, QueryString } from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";
import { verdicts } from "../domain/run/verdict.ts";
import { alarmsIn, metricOf } from "./alarms.ts";

/** What operators look at. */
export type Shown = {
  readonly application: string;
  readonly stateMachineArn: string;
  readonly functions: readonly LambdaFunction[];
  readonly closeRun: LambdaFunction;
  readonly sweep: LambdaFunction;
  readonly watchRecords: LambdaFunction;
  readonly openGate: LambdaFunction;
  readonly hasDashboard: boolean;
};

/** Logs Insights queries at most so many groups at once (CloudWatch Logs user guide, quotas). */
const mostGroups = 50;

/**
 * What operators look at in CloudWatch: a saved query that finds every log line of a run, and, if the settings ask for it, a
 * dashboard. It comes after every alarm, which the dashboard shows.
 */
export class Operations extends Construct {
  constructor(scope: Construct, id: string, shown: Shown) {
    super(scope, id);
    const { application, functions, hasDashboard } = shown;
    const logGroups = functions.map(({ logGroup }) => logGroup).slice(0, mostGroups);
    if (hasDashboard) showDashboard(this, shown, logGroups);
    new QueryDefinition(this, "LinesOfRun", {
      queryDefinitionName: `${application}/lines of a run`,
      logGroups,
      queryString: new QueryString({
        fields: [
          "@timestamp",
          "task",
          "environment",
          "gate",
          "outcome",
          "durationMs",
          "errorName",
          "errorMessage",
        ],
        filterStatements: ["runId = 'RUN'"],
        sort: "@timestamp asc",
        limit: 1_000,
      }),
    });
  }
}

/** What runs, who is waited for, what failed, how long it takes, copies that differ, and the last errors. */
function showDashboard(
  scope: Construct,
  { application, stateMachineArn, functions, closeRun, sweep, watchRecords, openGate }: Shown,
  logGroups: readonly ILogGroup[],
): void {
  const hour = Duration.hours(1);
  const minutes = (name: string) => metricOf(sweep, name, Duration.minutes(5), Stats.MAXIMUM);
  const executions = (metricName: string, statistic: string = Stats.SUM) =>
    new Metric({
      namespace: "AWS/States",
      metricName,
      dimensionsMap: { StateMachineArn: stateMachineArn },
      statistic,
      period: hour,
    });
  const graph = (title: string, ...left: readonly IMetric[]) =>
    new GraphWidget({ title, left: [...left], width: 12 });
  const dashboard = new Dashboard(scope, "Dashboard", { dashboardName: `${application}-operations` });
  dashboard.addWidgets(
    new AlarmStatusWidget({ title: "What needs a person", alarms: [...alarmsIn(scope)], width: 24 }),
  );
  dashboard.addWidgets(
    graph(
      "What runs",
      executions("ExecutionsStarted"),
      executions("ExecutionsAborted"),
      executions("ExecutionsTimedOut"),
    ),
    graph("How runs ended", ...verdicts.map((verdict) => metricOf(closeRun, `run-${verdict}`, hour))),
  );
  dashboard.addWidgets(
    graph("Waiting for people, in minutes", minutes("waitingMinutes"), minutes("overdueMinutes")),
    graph(
      "Closed, stopped or silent, in minutes",
      minutes("closedMinutes"),
      minutes("stoppedMinutes"),
      minutes("idleMinutes"),
      minutes("unansweredMinutes"),
    ),
  );
  dashboard.addWidgets(
    graph(
      "How long a run takes, in milliseconds",
      executions("ExecutionTime", Stats.p(50)),
      executions("ExecutionTime", Stats.p(90)),
    ),
    graph("Errors of functions", ...functions.map((one) => one.metricErrors({ period: hour }))),
  );
  dashboard.addWidgets(
    graph(
      "Copies that disagree, mails that were not accepted",
      metricOf(watchRecords, "divergences", hour, Stats.MAXIMUM),
      metricOf(openGate, "undelivered", hour),
      metricOf(sweep, "undelivered", hour),
    ),
    new LogQueryWidget({
      title: "The last errors",
      logGroupNames: logGroups.map(({ logGroupName }) => logGroupName),
      queryLines: [
        "fields @timestamp, task, runId, errorName, errorMessage",
        "filter ispresent(errorName)",
        "sort @timestamp desc",
        "limit 20",
      ],
      width: 12,
    }),
  );
}
