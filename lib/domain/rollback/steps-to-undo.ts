import type { Digest } from "../canonical.ts";
import { type Change, stepsInOrder } from "../change/manifest.ts";
import { type Environment, isInScope, type Part, type Scope } from "../environment.ts";
import { type Fact, isFact } from "../records/facts.ts";
import type { RemovedStep } from "../records/removed-step.ts";
import { hasChanged } from "../run/effects.ts";
import { provisionIntents } from "../step/attempts.ts";
import type { Deployed } from "../step/deployed-digest.ts";
import { removedFrom } from "../step/removed-step.ts";

/** How one step is undone. */
export type Obligation = {
  readonly step: string;
  readonly part: Part;
  readonly stackName: string;
  /** What this run wanted there; null for a step that the change no longer has. */
  readonly deployed: Deployed | null;
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
    /** `recreates`: this run removed the stack, so it is made again. */
    | { readonly to: "baseline"; readonly baselineDigest: Digest; readonly recreates?: true }
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
 * it found open stays open. What the run removed comes first, because it was removed last.
 */
export function obligationsOf(
  change: Change,
  facts: readonly Fact[],
  environment: Environment,
  scope: Scope,
  keep: readonly Part[],
): readonly Obligation[] {
  const all = provisionIntents(facts, environment);
  const removed = removedFrom(
    facts.find(isFact("open-run", "observation"))?.detail ?? {},
    environment,
  ).toReversed();
  const isChanged = hasChanged(facts, environment);
  return [
    ...removed
      .filter(({ part }) => isInScope(part, scope))
      .flatMap((step) => removedObligation(step, all, isChanged)),
    ...changedObligations(stepsInOrder(change, environment, scope), all, environment, keep, isChanged),
  ];
}

/** What must be undone of a step that the change no longer has: it is made again as it was. Its ingress stays closed. */
function removedObligation(
  { step, part, stackName }: RemovedStep,
  all: ReturnType<typeof provisionIntents>,
  isChanged: boolean,
): readonly Obligation[] {
  const about = { step, part, stackName, deployed: null, isKept: false, changeSet: undefined };
  if (part === "ingress") return isChanged ? [{ ...about, owners: null, undo: { to: "absent" } }] : [];
  const intents = all.filter((intent) => intent.step === step);
  const baselineDigest = intents[0]?.baselineDigest ?? null;
  if (baselineDigest === null) return [];
  const undo = { to: "baseline", baselineDigest, recreates: true } as const;
  return [{ ...about, owners: intents.map(({ token }) => token), undo }];
}

function changedObligations(
  steps: ReturnType<typeof stepsInOrder>,
  all: ReturnType<typeof provisionIntents>,
  environment: Environment,
  keep: readonly Part[],
  isChanged: boolean,
): readonly Obligation[] {
  return steps
    .toReversed()
    .flatMap(({ step, part, stackName, templateDigest, parameters, tags }): Obligation[] => {
      const deployed = { templateDigest, parameters, tags };
      const about = { step, part, stackName, deployed, isKept: keep.includes(part) };
      const intents = all.filter((intent) => intent.step === step);
      const changeSet = intents.findLast((intent) => intent.changeSet !== undefined)?.changeSet;
      if (part === "ingress" && isChanged)
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
