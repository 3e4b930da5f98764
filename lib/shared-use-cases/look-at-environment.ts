import { type Digest, digestOf } from "../domain/canonical.ts";
import { type Change, type Step, stepsInOrder } from "../domain/change/manifest.ts";
import type { Environment } from "../domain/environment.ts";
import type { StandingStack } from "../domain/step/stack.ts";
import type { StackReader } from "../ports/stack-reader/port.ts";

/** One step and how its stack stands. */
export type Standing = { readonly step: Step; readonly observed: StandingStack };

/** How every stack of the environment stands, and one digest for all of it: the same digest, the same environment. */
export async function lookAtEnvironment(
  { stackReader }: { stackReader: StackReader },
  change: Change,
  environment: Environment,
): Promise<{ readonly stands: readonly Standing[]; readonly description: Digest }> {
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
