import type { StackDrift } from "../../domain/check/unchanged.ts";

/** CloudFormation's drift detection. */
export interface DriftDetector {
  /**
   * Begins to compare a stack's resources with its template.
   * @returns the id of the detection; null while another detection of the stack runs.
   */
  begin(stackId: string): Promise<string | null>;
  /** What that detection found; null while it runs. */
  found(stackId: string, detectionId: string): Promise<StackDrift | null>;
}
