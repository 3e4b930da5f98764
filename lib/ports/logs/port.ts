import type { Environment } from "../../domain/environment.ts";

/** One line of a log. */
export type LoggedEvent = { readonly atMs: number; readonly stream: string; readonly message: string };

/** A log group that a service made by itself. */
export type MadeLogGroup = { readonly name: string; readonly createdAtMs: number };

/** Reads logs. */
export interface Logs {
  /** The log groups of these implied names (`impliedLogGroup`). */
  named(environment: Environment, names: readonly string[]): Promise<readonly MadeLogGroup[]>;
  /**
   * The newest events of a group between these times, oldest first; `complete` is false if older ones were left out because
   * there were too many. Null if there is no such group.
   */
  read(
    environment: Environment,
    logGroup: string,
    sinceMs: number,
    untilMs: number,
  ): Promise<{ readonly events: readonly LoggedEvent[]; readonly complete: boolean } | null>;
}
