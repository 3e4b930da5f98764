import type { Environment } from "../environment.ts";
import { type Fact, type FactOf, isFact } from "../records/facts.ts";

/** Whether anything in `environment` was changed by this run, or may have been: an intent is enough. */
export const hasEffect = (facts: readonly Fact[], environment: Environment): boolean =>
  lastEffectIn(facts, environment) >= 0;

/** The index of the last entry that announces a change of `environment` by this run; -1 if there is none. */
export const lastEffectIn = (facts: readonly Fact[], environment: Environment): number =>
  facts.findLastIndex(
    (fact) =>
      fact.action === "provision-step" && fact.kind === "intent" && fact.detail.environment === environment,
  );

/**
 * Whether anything in `environment` that its users could notice was changed by this run, or may have been. A change set
 * that was made and never executed changes nothing.
 */
export const hasChanged = (facts: readonly Fact[], environment: Environment): boolean =>
  facts.some(
    (fact) =>
      fact.action === "provision-step" &&
      fact.kind === "intent" &&
      fact.detail.environment === environment &&
      fact.detail.operation !== "prepare",
  );

/** What the checks of `environment` answered the last time that they were asked; null if they never were. */
export function lastAnswers(
  facts: readonly Fact[],
  environment: Environment,
): FactOf<"validate-environment">["detail"] | null {
  const looks = facts.filter(isFact("validate-environment", "observation"));
  return looks.findLast(({ detail }) => detail.environment === environment)?.detail ?? null;
}

/** Whether every check of `environment` held the last time that they were asked. */
export const isValidated = (facts: readonly Fact[], environment: Environment): boolean =>
  lastAnswers(facts, environment)?.held === true;

/** The index of the last entry that announces an effect or an undoing in `environment`; -1 if there is none. */
export const lastIntentIn = (facts: readonly Fact[], environment: Environment): number =>
  facts.findLastIndex(({ kind, detail }) => kind === "intent" && detail.environment === environment);

/**
 * Whether all checks of `environment` held after the last effect there. A later drift makes it unstable, but this
 * run does not undo drift.
 */
export function wasValidated(facts: readonly Fact[], environment: Environment): boolean {
  return facts
    .slice(lastIntentIn(facts, environment) + 1)
    .some(
      (fact) =>
        fact.action === "validate-environment" && fact.detail.environment === environment && fact.detail.held,
    );
}
