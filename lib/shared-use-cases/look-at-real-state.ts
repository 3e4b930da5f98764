import { type Digest, digestOf, type Json } from "../domain/canonical.ts";
import type { Change } from "../domain/change/manifest.ts";
import type { Environment } from "../domain/environment.ts";
import { type RealStep, realStateDigest, settledFacts } from "../domain/gate/real-state.ts";
import type { Inspector } from "../ports/inspector/port.ts";
import type { StackReader } from "../ports/stack-reader/port.ts";
import { lookAtEnvironment, type ObservedStep } from "./look-at-environment.ts";

/**
 * The real state of an environment: its stacks, and one digest over them and over how their resources are
 * described.
 */
export async function lookAtRealState(
  { stackReader, inspector }: { readonly stackReader: StackReader; readonly inspector: Inspector },
  change: Change,
  environment: Environment,
): Promise<{
  readonly observedSteps: readonly ObservedStep[];
  readonly description: Digest;
  readonly digest: Digest;
}> {
  const { observedSteps, description } = await lookAtEnvironment({ stackReader }, change, environment);
  const steps = await Promise.all(
    observedSteps.map(async ({ step: { step }, observed: stack }): Promise<RealStep> => {
      const { stackId } = stack;
      if (stackId === null) return { step, stack, resources: {} };
      const described = await Promise.all(
        (await stackReader.resources(stackId)).map(
          async (resource): Promise<readonly [string, Json] | null> => {
            const inspected = await inspector.inspect(resource);
            if (inspected === undefined) return null;
            return [resource.logicalId, inspected === null ? null : digestOf(settledFacts(inspected))];
          },
        ),
      );
      return { step, stack, resources: Object.fromEntries(described.filter((one) => one !== null)) };
    }),
  );
  return { observedSteps, description, digest: realStateDigest(steps) };
}
