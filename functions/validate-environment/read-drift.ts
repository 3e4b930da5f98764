import { isTold, type StackDrift } from "../../lib/domain/check/unchanged.ts";
import { fewAtATime } from "../../lib/domain/few-at-a-time.ts";
import type { DriftDetector } from "../../lib/ports/drift-detector/port.ts";
import type { ObservedStep } from "../../lib/shared-use-cases/look-at-environment.ts";
import type { Patience } from "../../lib/shared-use-cases/patience.ts";

/** The drift of the steps that have a stack, as far as CloudFormation has found it, and the detections that run or ended. */
export type DriftRead = {
  readonly found: ReadonlyMap<string, StackDrift>;
  readonly detections: ReadonlyMap<string, string>;
  /** The steps whose detection has not ended. */
  readonly running: readonly string[];
};

/**
 * Detects the drift of each step's stack, and awaits each detection by its id. `known`: what earlier calls began. What one of
 * those found stays as it is: if it failed, another one is begun.
 */
export async function readDrift(
  driftDetector: DriftDetector,
  steps: readonly ObservedStep[],
  known: ReadonlyMap<string, string>,
  patient: Patience,
): Promise<DriftRead> {
  const detections = new Map(known);
  const found = new Map<string, StackDrift>();
  const existing = steps.filter(({ observed }) => observed.stackId !== null);
  const look = async ({ step: { step }, observed }: ObservedStep) => {
    const stackId = observed.stackId ?? "";
    const id = detections.get(step) ?? (await driftDetector.begin(stackId));
    // Someone else's detection runs: ours begins when that has ended.
    if (id === null) return;
    detections.set(step, id);
    const drift = await driftDetector.found(stackId, id);
    if (drift === null) return;
    if (isTold(drift) || id !== known.get(step)) {
      found.set(step, drift);
      return;
    }
    const another = await driftDetector.begin(stackId);
    if (another !== null) detections.set(step, another);
  };
  const open = () => existing.filter(({ step }) => !found.has(step.step));
  await fewAtATime(open(), look);
  while (open().length > 0 && (await patient.lookAgain())) await fewAtATime(open(), look);
  return { found, detections, running: open().map(({ step }) => step.step) };
}
