import { Logger } from "@aws-lambda-powertools/logger";

const logger = new Logger({ serviceName: "interlock" });

/** What a log line may hold. Events and task tokens must not appear in it. */
export type Line = {
  readonly task: string;
  readonly durationMs: number;
  readonly runId?: string;
  readonly environment?: string;
  readonly gate?: string;
  readonly outcome?: string;
  /** How a run ended; an alarm watches for QUARANTINED. */
  readonly verdict?: string;
  readonly status?: number;
  /** Mails that were not accepted; an alarm watches it. */
  readonly undelivered?: number;
  /** Runs whose recovery was given up; an alarm watches it. */
  readonly givenUp?: number;
  readonly errorName?: string;
  readonly errorMessage?: string;
};

/** Writes the one line of an invocation. */
export function logLine(line: Line): void {
  if (line.errorName === undefined) logger.info(line.task, line);
  else logger.error(line.task, line);
}

/** Name and message of anything that was thrown. */
export const errorOf = (error: unknown): { readonly errorName: string; readonly errorMessage: string } =>
  error instanceof Error
    ? { errorName: error.name, errorMessage: error.message }
    : { errorName: "Unknown", errorMessage: String(error) };
