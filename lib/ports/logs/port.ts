/** One line of a log. */
export type LoggedEvent = { readonly atMs: number; readonly stream: string; readonly message: string };

/** Reads logs. */
export interface Logs {
  /** What a group was told since then; `complete` is false when there was too much. Null if there is no such group. */
  read(
    logGroup: string,
    sinceMs: number,
  ): Promise<{ readonly events: readonly LoggedEvent[]; readonly complete: boolean } | null>;
}
