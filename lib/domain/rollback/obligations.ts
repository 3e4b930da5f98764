import type { Digest } from "../canonical.ts";
import { type Change, stepsInOrder } from "../change/manifest.ts";
import type { Environment, Part, Scope } from "../environment.ts";
import type { Fact } from "../records/facts.ts";
import { provisionIntents } from "../step/attempts.ts";

/** How one step is undone. */
export type Obligation = {
  readonly step: string;
  readonly part: Part;
  readonly stackName: string;
  readonly undo:
    | { readonly to: "absent" }
    | { readonly to: "baseline"; readonly baselineDigest: Digest }
    | { readonly to: "kept"; readonly reason: string };
};

/**
 * What must be undone of an environment, newest first, read from this run's intents: what it created is deleted, unless
 * the plan keeps its part; what it updated is restored; what it never touched is no obligation. Ingress is closed in any
 * case, also an ingress that an earlier run opened: 21.03 section 6.4 begins with disabling it.
 */
export function obligationsOf(
  change: Change,
  facts: readonly Fact[],
  environment: Environment,
  scope: Scope,
  keep: readonly Part[],
): readonly Obligation[] {
  const intents = provisionIntents(facts, environment);
  return stepsInOrder(change, environment, scope)
    .toReversed()
    .flatMap(({ step, part, stackName }): Obligation[] => {
      const first = intents.find((intent) => intent.step === step && intent.operation !== "close-ingress");
      const about = { step, part, stackName };
      if (part === "ingress") return [{ ...about, undo: { to: "absent" } }];
      if (first === undefined) return [];
      if (first.baselineDigest !== null)
        return [{ ...about, undo: { to: "baseline", baselineDigest: first.baselineDigest } }];
      return keep.includes(part)
        ? [
            {
              ...about,
              undo: { to: "kept", reason: `the plan keeps ${part} when ${environment} is rolled back` },
            },
          ]
        : [{ ...about, undo: { to: "absent" } }];
    });
}
