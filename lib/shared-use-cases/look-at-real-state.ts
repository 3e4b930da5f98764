import { type Digest, digestOf, type Json } from "../domain/canonical.ts";
import type { Change } from "../domain/change/manifest.ts";
import type { Environment } from "../domain/environment.ts";
import { type RealStep, realStateDigest, settledFacts } from "../domain/gate/real-state.ts";
import type { Inspector } from "../ports/inspector/port.ts";
import type { StackReader } from "../ports/stack-reader/port.ts";
import { lookAtEnvironment, type ObservedStep } from "./look-at-environment.ts";

/** An environment as it really stands: its stacks, and one digest over them and what their resources were described as. */
export async function lookAtRealState(
  { stackReader, inspector }: { readonly stackReader: StackReader; readonly inspector: Inspector },
  change: Change,
  environment: Environment,
): Promise<{
  readonly stands: readonly ObservedStep[];
  readonly description: Digest;
  readonly digest: Digest;
}> {
  const { stands, description } = await lookAtEnvironment({ stackReader }, change, environment);
  const steps = await Promise.all(
    stands.map(async ({ step: { step }, observed: stack }): Promise<RealStep> => {
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
  return { stands, description, digest: realStateDigest(steps) };
}
