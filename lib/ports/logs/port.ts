import type { Environment } from "../../domain/environment.ts";

/** One line of a log. */
export type LoggedEvent = { readonly atMs: number; readonly stream: string; readonly message: string };

/** Reads logs. */
export interface Logs {
  /** The events of an environment's group since that time; `complete` is false if there were too many. Null if there is no such group. */
  read(
    environment: Environment,
    logGroup: string,
    sinceMs: number,
  ): Promise<{ readonly events: readonly LoggedEvent[]; readonly complete: boolean } | null>;
}
