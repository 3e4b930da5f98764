import { type Digest, digestOf } from "../domain/canonical.ts";
import { type Change, type Step, stepsInOrder } from "../domain/change/manifest.ts";
import type { Environment } from "../domain/environment.ts";
import { fewAtATime } from "../domain/few-at-a-time.ts";
import type { StandingStack } from "../domain/step/stack.ts";
import type { StackReader } from "../ports/stack-reader/port.ts";

/** One step, and the current state of its stack. */
export type ObservedStep = { readonly step: Step; readonly observed: StandingStack };

/**
 * The current state of every stack of the environment, and one digest of them all: an equal digest means an equal
 * environment.
 */
export async function lookAtEnvironment(
  { stackReader }: { stackReader: StackReader },
  change: Change,
  environment: Environment,
): Promise<{ readonly observedSteps: readonly ObservedStep[]; readonly description: Digest }> {
  const observedSteps = await fewAtATime(stepsInOrder(change, environment, "everything"), async (step) => ({
    step,
    observed: await stackReader.stands(step.stackName),
  }));
  const description = digestOf(
    observedSteps.map(({ step, observed: { stackId, status, deployedDigest } }) => ({
      step: step.step,
      stackId,
      status,
      deployedDigest,
    })),
  );
  return { observedSteps, description };
}
