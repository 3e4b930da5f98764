import type { Environment } from "../environment.ts";
import { type Fact, isFact } from "../records/facts.ts";

/** Whether anything in `environment` was changed by this run, or may have been: an intent is enough. */
export const hasEffect = (facts: readonly Fact[], environment: Environment): boolean =>
  facts.some(
    (fact) =>
      fact.action === "provision-step" && fact.kind === "intent" && fact.detail.environment === environment,
  );

/** Whether the last time all checks of `environment` were asked, every one held. */
export function isValidated(facts: readonly Fact[], environment: Environment): boolean {
  const looks = facts.filter(isFact("validate-environment", "observation"));
  return looks.findLast(({ detail }) => detail.environment === environment)?.detail.held === true;
}

/** Where the last entry stands that says something was to be done to `environment`, or undone; -1 if nothing was. */
export const lastIntentIn = (facts: readonly Fact[], environment: Environment): number =>
  facts.findLastIndex(({ kind, detail }) => kind === "intent" && detail.environment === environment);

/**
 * Whether all checks of `environment` held once after the last that was done to it. What is found to have drifted later is
 * not stable, and no longer what this run has to undo.
 */
export function wasValidated(facts: readonly Fact[], environment: Environment): boolean {
  return facts
    .slice(lastIntentIn(facts, environment) + 1)
    .some(
      (fact) =>
        fact.action === "validate-environment" && fact.detail.environment === environment && fact.detail.held,
    );
}
