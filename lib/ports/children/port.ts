/** Child executions, by their names. */
export interface Children {
  /** Stops every child of the run that is still running in one of these epochs. */
  stop(runId: string, epochs: readonly number[], cause: string): Promise<void>;
}
