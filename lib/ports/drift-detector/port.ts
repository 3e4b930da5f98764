import type { StackDrift } from "../../domain/check/unchanged.ts";

/** CloudFormation's drift detection. */
export interface DriftDetector {
  /** How a stack's resources differ from its template, as found at or after that time; null while the detection runs. */
  drift(stackId: string, sinceMs: number): Promise<StackDrift | null>;
}
