/** The namespace of every metric of an installation in CloudWatch. */
export const metricNamespace = "Interlock";

/**
 * Metrics that a function's answer carries, by their names: numbers as they are, a verdict as one run of that verdict. What is 0 is
 * none: AWS charges for a metric each hour in which it is published (docs/cost.md), and no alarm needs it.
 */
export function metricsIn(answer: object | null): Readonly<Record<string, number>> {
  const fields = Object.entries(answer ?? {}).flatMap(([name, value]: readonly [string, unknown]) =>
    name === "gauges" && typeof value === "object" && value !== null
      ? Object.entries(value)
      : [[name, value] as const],
  );
  return Object.fromEntries(
    fields.flatMap(([name, value]: readonly [string, unknown]): [string, number][] => {
      if (name === "verdict") return [[`run-${String(value)}`, 1]];
      return watched.includes(name) && typeof value === "number" && value !== 0 ? [[name, value]] : [];
    }),
  );
}

/** The numbers of answers that alarms and the dashboard watch. */
const watched: readonly string[] = [
  "undelivered",
  "givenUp",
  "overheard",
  "forgedLinks",
  "failedPages",
  "divergences",
  "toldEnds",
  "closedMinutes",
  "stoppedMinutes",
  "overdueMinutes",
  "idleMinutes",
  "unansweredMinutes",
  "waitingMinutes",
];
