import { type Digest, digestOf, type Json } from "../domain/canonical.ts";
import type { Change } from "../domain/change/manifest.ts";
import type { Environment } from "../domain/environment.ts";
import { type RealStep, realStateDigest, settledFacts } from "../domain/gate/real-state.ts";
import type { RemovedStep } from "../domain/records/removed-step.ts";
import { removedFrom } from "../domain/step/removed-step.ts";
import type { StandingStack } from "../domain/step/stack.ts";
import type { Inspector } from "../ports/inspector/port.ts";
import type { StackReader } from "../ports/stack-reader/port.ts";
import { lookAtEnvironment, type ObservedStep } from "./look-at-environment.ts";

/** A step that the change no longer has, and the current state of its stack. */
export type ObservedRemoved = { readonly step: RemovedStep; readonly observed: StandingStack };

/**
 * The real state of an environment: its stacks, and one digest over them and over how their resources are
 * described. What the change no longer has belongs to it.
 */
export async function lookAtRealState(
  { stackReader, inspector }: { readonly stackReader: StackReader; readonly inspector: Inspector },
  change: Change,
  environment: Environment,
  opened: Parameters<typeof removedFrom>[0],
): Promise<{
  readonly observedSteps: readonly ObservedStep[];
  readonly observedRemoved: readonly ObservedRemoved[];
  readonly description: Digest;
  readonly digest: Digest;
}> {
  const { observedSteps, description } = await lookAtEnvironment({ stackReader }, change, environment);
  const observedRemoved = await Promise.all(
    removedFrom(opened, environment).map(async (step) => ({
      step,
      observed: await stackReader.stands(step.stackName),
    })),
  );
  const steps = await Promise.all(
    [...observedSteps, ...observedRemoved].map(
      async ({ step: { step }, observed: stack }): Promise<RealStep> => {
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
      },
    ),
  );
  return { observedSteps, observedRemoved, description, digest: realStateDigest(steps) };
}
