/** Executions of the state machines. */
export interface Executions {
  /** Starts the parent under that name, or adopts the execution that already has the name. Returns its ARN. */
  start(name: string, input: { readonly runId: string; readonly epoch: number }): Promise<string>;
  /** The ARN of the execution of that name, whether or not it was started. */
  arnOf(name: string): string;
  status(
    executionArn: string,
  ): Promise<"RUNNING" | "SUCCEEDED" | "FAILED" | "TIMED_OUT" | "ABORTED" | "GONE">;
}
