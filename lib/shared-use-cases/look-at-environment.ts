import { type Digest, digestOf } from "../domain/canonical.ts";
import { type Change, type Step, stepsInOrder } from "../domain/change/manifest.ts";
import type { Environment } from "../domain/environment.ts";
import type { StandingStack } from "../domain/step/stack.ts";
import type { StackReader } from "../ports/stack-reader/port.ts";

/** One step, and its stack as it is now. */
export type ObservedStep = { readonly step: Step; readonly observed: StandingStack };

/** Every stack of the environment as it is now, and one digest of them all: an equal digest means an equal environment. */
export async function lookAtEnvironment(
  { stackReader }: { stackReader: StackReader },
  change: Change,
  environment: Environment,
): Promise<{ readonly stands: readonly ObservedStep[]; readonly description: Digest }> {
  const stands = await Promise.all(
    stepsInOrder(change, environment, "everything").map(async (step) => ({
      step,
      observed: await stackReader.stands(step.stackName),
    })),
  );
  const description = digestOf(
    stands.map(({ step, observed: { stackId, status, deployedDigest } }) => ({
      step: step.step,
      stackId,
      status,
      deployedDigest,
    })),
  );
  return { stands, description };
}
