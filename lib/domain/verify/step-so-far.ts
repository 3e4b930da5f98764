import type { Digest } from "../canonical.ts";
import type { Step } from "../change/manifest.ts";
import type { Environment } from "../environment.ts";
import type { RemovedStep } from "../records/removed-step.ts";

/** A step of the change, or one that it no longer has: its wanted stack, and what the entries read so far say about it. */
export type StepSoFar = {
  readonly step: Pick<Step, "step" | "part" | "stackName" | "dependsOn">;
  /** The step as the first entry lists it if the change no longer has it; null for a step of the change. */
  readonly removed: RemovedStep | null;
  readonly environment: Environment;
  /** The subject of the entries about it. */
  readonly subject: string;
  /** The digest of its wanted stack. */
  readonly wantedDigest: Digest;
  /** The operation that was intended last; null before the first. */
  intended: string | null;
  /** The place of the intent that has no outcome yet; null if there is none. */
  openSince: number | null;
  /** Whether an outcome says that its stack is as wanted. */
  settled: boolean;
  /** Whether an undoing was intended. */
  undoing: boolean;
  /** Whether a rollback finished with it. */
  undone: boolean;
};
