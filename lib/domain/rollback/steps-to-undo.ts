import type { Digest } from "../canonical.ts";
import { type Change, stepsInOrder } from "../change/manifest.ts";
import type { Environment, Part, Scope } from "../environment.ts";
import type { Fact } from "../records/facts.ts";
import { hasChanged } from "../run/effects.ts";
import { provisionIntents } from "../step/attempts.ts";

/** How one step is undone. */
export type Obligation = {
  readonly step: string;
  readonly part: Part;
  readonly stackName: string;
  /** The template that this run wanted there. */
  readonly templateDigest: Digest;
  /**
   * The tokens of this run's operations that may have made the stack. Null: the stack is deleted whatever made it.
   */
  readonly owners: readonly string[] | null;
  /** Whether the plan keeps the part when the environment is rolled back. */
  readonly isKept: boolean;
  /** The change set that this run prepared last. */
  readonly changeSet: string | undefined;
  readonly undo:
    | { readonly to: "absent" }
    | { readonly to: "baseline"; readonly baselineDigest: Digest }
    | { readonly to: "kept"; readonly reason: string }
    | { readonly to: "found" };
};

/** The results that settle each kind of obligation. */
export const metBy = {
  absent: ["deleted"],
  baseline: ["restored", "untouched"],
  // A kept step whose stack never came into existence may be deleted.
  kept: ["kept", "deleted"],
  found: ["untouched"],
} as const satisfies Record<Obligation["undo"]["to"], readonly string[]>;

/**
 * What must be undone in an environment, newest first, read from this run's intents. What existed before is
 * restored to its first baseline. What this run created is deleted, unless the plan keeps its part. What it never
 * touched is not an obligation. Ingress is closed in any case, even one that an earlier run opened: 21.03 section
 * 6.4 begins with disabling it. Only a run that made change sets and executed none has nothing to roll back, so what
 * it found open stays open.
 */
export function obligationsOf(
  change: Change,
  facts: readonly Fact[],
  environment: Environment,
  scope: Scope,
  keep: readonly Part[],
): readonly Obligation[] {
  const all = provisionIntents(facts, environment);
  return stepsInOrder(change, environment, scope)
    .toReversed()
    .flatMap(({ step, part, stackName, templateDigest }): Obligation[] => {
      const about = { step, part, stackName, templateDigest, isKept: keep.includes(part) };
      const intents = all.filter((intent) => intent.step === step);
      const changeSet = intents.findLast((intent) => intent.changeSet !== undefined)?.changeSet;
      if (part === "ingress" && hasChanged(facts, environment))
        return [{ ...about, owners: null, changeSet, undo: { to: "absent" } }];
      if (intents.length === 0) return [];
      const owners = intents
        .filter(({ operation }) => operation === "create" || operation === "update")
        .map(({ token }) => token);
      // A creation that found someone else's stack continued as an update, so it has a baseline.
      const baselineDigest = intents.find((intent) => intent.baselineDigest !== null)?.baselineDigest ?? null;
      if (baselineDigest !== null)
        return [{ ...about, owners, changeSet, undo: { to: "baseline", baselineDigest } }];
      const leftover = intents.some(({ operation }) => operation === "delete-leftover");
      if (owners.length === 0 && !leftover) return [{ ...about, owners, changeSet, undo: { to: "found" } }];
      const kept = {
        to: "kept",
        reason: `the plan keeps ${part} when ${environment} is rolled back`,
      } as const;
      return [{ ...about, owners, changeSet, undo: about.isKept ? kept : { to: "absent" } }];
    });
}
