import { type Digest, digestOf, type Json } from "../domain/canonical.ts";
import type { Change } from "../domain/change/manifest.ts";
import type { Environment } from "../domain/environment.ts";
import { fewAtATime } from "../domain/few-at-a-time.ts";
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
  const observedRemoved = await fewAtATime(removedFrom(opened, environment), async (step) => ({
    step,
    observed: await stackReader.stands(step.stackName),
  }));
  const all = [...observedSteps, ...observedRemoved];
  const inStacks = await fewAtATime(all, async ({ observed: { stackId } }) =>
    stackId === null ? [] : stackReader.resources(stackId),
  );
  const described = await inspector.inspect(inStacks.flat());
  const steps = all.map(
    ({ step: { step }, observed: stack }, at): RealStep => ({
      step,
      stack,
      resources: Object.fromEntries(
        (inStacks[at] ?? []).flatMap((resource): (readonly [string, Json])[] => {
          const seen = described.get(resource);
          if (seen === undefined) return [];
          return [[resource.logicalId, seen === null ? null : digestOf(settledFacts(seen))]];
        }),
      ),
    }),
  );
  return { observedSteps, observedRemoved, description, digest: realStateDigest(steps) };
}
