import type { ExecutionHistory } from "../../domain/records/history.ts";

/** Step Functions' own account of executions. */
export interface Histories {
  /**
   * What is kept of a run's executions, children too, in the order in which they began; null while one of them runs.
   * @param executions the ARNs of the parents, in their order.
   */
  historiesOf(runId: string, executions: readonly string[]): Promise<readonly ExecutionHistory[] | null>;
}
