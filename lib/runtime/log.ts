import { Logger } from "@aws-lambda-powertools/logger";
import { isWrittenTogether, metricNamespace } from "../domain/metrics.ts";
import { visible } from "../text/visible.ts";

const logger = new Logger({ serviceName: "interlock" });

/** What a log line may hold. Events and task tokens must not appear in it. */
export type Line = {
  readonly task: string;
  readonly durationMs: number;
  readonly runId?: string;
  readonly environment?: string;
  readonly gate?: string;
  readonly outcome?: string;
  /** How a run ended. */
  readonly verdict?: string;
  readonly status?: number;
  readonly errorName?: string;
  readonly errorMessage?: string;
};

/** Writes the one line of an invocation. */
export function logLine(line: Line): void {
  if (line.errorName === undefined) logger.info(line.task, line);
  else logger.error(line.task, line);
}

/**
 * The fields by which CloudWatch finds metrics in a task's line, with their values. Source: CloudWatch user guide, "Specification:
 * Embedded metric format". No fields if there is no metric.
 */
export function embedded(metrics: Readonly<Record<string, number>>, task: string): object {
  const names = Object.keys(metrics);
  if (names.length === 0) return {};
  const name = process.env["AWS_LAMBDA_FUNCTION_NAME"] ?? "";
  const found = (dimension: string, some: readonly string[]) =>
    some.length === 0
      ? []
      : [
          {
            Namespace: metricNamespace,
            Dimensions: [[dimension]],
            Metrics: some.map((Name) => ({ Name })),
          },
        ];
  return {
    _aws: {
      Timestamp: Date.now(),
      CloudWatchMetrics: [
        ...found(
          "function",
          names.filter((one) => !isWrittenTogether(one)),
        ),
        ...found("application", names.filter(isWrittenTogether)),
      ],
    },
    function: name,
    // A function of the whole installation is named after its application and its task.
    application: name.slice(0, -`-${task}`.length),
    ...metrics,
  };
}

/** Name and message of anything that was thrown. The message may quote a stranger's text: nothing in it acts on a terminal. */
export const errorOf = (error: unknown): { readonly errorName: string; readonly errorMessage: string } =>
  error instanceof Error
    ? { errorName: error.name, errorMessage: visible(error.message) }
    : { errorName: "Unknown", errorMessage: visible(String(error)) };
