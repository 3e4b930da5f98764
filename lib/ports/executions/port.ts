/** Executions of the state machines. */
export interface Executions {
  /** Starts the parent under that name, or adopts the execution that has it already; answers its ARN. */
  start(name: string, input: { readonly runId: string; readonly epoch: number }): Promise<string>;
  /** The ARN that an execution of that name has, whether it was started or not. */
  arnOf(name: string): string;
  status(
    executionArn: string,
  ): Promise<"RUNNING" | "SUCCEEDED" | "FAILED" | "TIMED_OUT" | "ABORTED" | "GONE">;
}
