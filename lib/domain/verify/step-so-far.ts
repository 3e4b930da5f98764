import type { Digest } from "../canonical.ts";
import type { Step } from "../change/manifest.ts";
import type { Environment } from "../environment.ts";

/** A step of the change: how its stack is wanted, and what the entries read so far say about it. */
export type StepSoFar = {
  readonly step: Step;
  readonly environment: Environment;
  /** The subject of the entries about it. */
  readonly subject: string;
  /** The digest that its stack is wanted with. */
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
