/** The namespace of every metric of an installation in CloudWatch. */
export const metricNamespace = "Interlock";

/** How long a run may record nothing that waits for nobody. A step may take two hours. */
const longestIdleMinutes = 240;
/** How long checks may be without an answer: tasks start in ten minutes, and the drift of a large stack is found in an hour. */
const longestUnansweredMinutes = 90;
/** Verdicts of runs that failed, or were stopped from outside, and are rolled back. */
const badEnds: readonly unknown[] = ["ROLLED_BACK", "ABORTED"];

/**
 * Causes that lead the operator to the same command are one metric, because each metric of an alarm costs
 * (docs/decisions/0156-one-alarm-for-one-first-command.md). Each is 1 while one of its causes is there.
 */
const joined: Readonly<
  Record<string, (answer: Readonly<Record<string, unknown>>, gauges: Gauges) => boolean>
> = {
  runEndedBadly: ({ verdict }) => badEnds.includes(verdict),
  runStandsStill: (_, { idleMinutes = 0, unansweredMinutes = 0 }) =>
    idleMinutes >= longestIdleMinutes || unansweredMinutes >= longestUnansweredMinutes,
  gateWaitsInVain: ({ undelivered = 0 }, { overdueMinutes = 0 }) => overdueMinutes > 0 || undelivered !== 0,
};

/** Metrics that several functions write. */
const ofSeveral: readonly string[] = [...Object.keys(joined), "forgedLinks"];

/** Whether several functions write a metric together, so that it is found by the application and not by one function. */
export const isWrittenTogether = (metric: string): boolean => ofSeveral.includes(metric);

type Gauges = Readonly<Record<string, number>>;

/**
 * Metrics that a function's answer carries, by their names: numbers as they are, a verdict as one run of that verdict. What is 0 is
 * none: AWS charges for a metric each hour in which it is published (docs/cost.md), and no alarm needs it.
 */
export function metricsIn(answer: object | null): Readonly<Record<string, number>> {
  const { gauges = {}, ...own } = (answer ?? {}) as { readonly gauges?: Gauges };
  const causes = Object.entries(joined).filter(([, is]) => is(own, gauges));
  return Object.fromEntries([
    ...causes.map(([name]) => [name, 1] as const),
    ...Object.entries({ ...own, ...gauges }).flatMap(
      ([name, value]: [string, unknown]): [string, number][] => {
        if (name === "verdict") return [[`run-${String(value)}`, 1]];
        return watched.includes(name) && typeof value === "number" && value !== 0 ? [[name, value]] : [];
      },
    ),
  ]);
}

/** The numbers of answers that alarms and the dashboard watch. */
const watched: readonly string[] = [
  "undelivered",
  "givenUp",
  "overheard",
  "forgedLinks",
  "divergences",
  "toldEnds",
  "closedMinutes",
  "stoppedMinutes",
  "overdueMinutes",
  "idleMinutes",
  "unansweredMinutes",
  "waitingMinutes",
];
