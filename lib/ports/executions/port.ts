/** Whose change a run takes through the plan, for the reader of the console. No state reads it. */
export type ChangeShown = {
  readonly commit: string;
  readonly subject: string | null;
  readonly author: string | null;
  /** The commit's page, where the repository's host has one at the usual place. */
  readonly link: string | null;
};

/** Executions of the state machines. */
export interface Executions {
  /** Starts the parent under that name, or adopts the execution that already has the name. Returns its ARN. */
  start(
    name: string,
    input: { readonly runId: string; readonly epoch: number; readonly change?: ChangeShown | undefined },
  ): Promise<string>;
  /** The ARN of the execution of that name, whether or not it was started. */
  arnOf(name: string): string;
  status(
    executionArn: string,
  ): Promise<"RUNNING" | "SUCCEEDED" | "FAILED" | "TIMED_OUT" | "ABORTED" | "GONE">;
}
