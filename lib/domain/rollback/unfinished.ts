import type { Environment } from "../environment.ts";
import { type Fact, isFact } from "../records/facts.ts";
import { lastEffectIn } from "../run/effects.ts";
import { environmentToRollBack } from "../run/environment-to-roll-back.ts";
import { isHalfReopened } from "../run/reopening.ts";
import { isSealed } from "../run/status.ts";
import { verdictOf } from "../run/verdict.ts";
import { provisionIntents, rolledBack } from "../step/attempts.ts";

/** How many executions may take the rollback of a run further, after the one that it began in. */
const mostContinuations = 3;

/**
 * The environment whose rollback, its proof, or the opening of its ingress after that ended halfway; null if all of it is
 * over, or if the entries say why it cannot be. Something ended it from outside, and the next execution of the run can go on with it. After three that did not
 * finish it, it counts as not proved.
 */
export function unfinishedRollback(facts: readonly Fact[]): Environment | null {
  const environment = environmentToRollBack(facts);
  if (environment === null || isSealed(facts)) return null;
  if (verdictOf(facts) !== "QUARANTINED" && !isHalfReopened(facts)) return null;
  const continuations = facts
    .slice(lastEffectIn(facts, environment) + 1)
    .filter(({ action }) => action === "recover-run");
  if (continuations.length >= mostContinuations) return null;
  return isHalfReopened(facts) || isHalfway(facts, environment) || !isAnswered(facts, environment)
    ? environment
    : null;
}

/** Whether a step was not undone yet: neither done, nor given up. */
function isHalfway(facts: readonly Fact[], environment: Environment): boolean {
  if (provisionIntents(facts, environment).some(({ step }) => rolledBack(facts, environment, step) === null))
    return true;
  // Production's ingress is closed even if this run never touched it.
  const closed = facts.findLast(isFact("confirm-closed", "observation"));
  return (
    closed?.detail.closed === false && !outcomes(facts, environment).some(({ part }) => part === "ingress")
  );
}

/** Whether an entry says that something could not be undone, or this execution of the run that it is not proved. */
function isAnswered(facts: readonly Fact[], environment: Environment): boolean {
  const failed = outcomes(facts, environment).some(({ step }) =>
    ["failed", "unknown"].includes(rolledBack(facts, environment, step)?.result ?? ""),
  );
  if (failed) return true;
  const begun = facts.findLastIndex(({ action }) => action === "recover-run");
  // What a first look found open may be closed by a second try, or by the end of the step that it belongs to.
  const closing = facts.findLastIndex(
    (fact) => isFact("roll-back-step", "outcome")(fact) && fact.detail.environment === environment,
  );
  return facts.some(
    (fact, index) => index > begun && isNo(fact) && (fact.action !== "confirm-closed" || index > closing),
  );
}

const outcomes = (facts: readonly Fact[], environment: Environment) =>
  facts
    .filter(isFact("roll-back-step", "outcome"))
    .map(({ detail }) => detail)
    .filter((detail) => detail.environment === environment);

/** Whether a proof was tried and failed. */
function isNo(fact: Fact): boolean {
  switch (fact.action) {
    case "prove-rollback":
      return !fact.detail.proved;
    case "confirm-closed":
      return !fact.detail.closed;
    case "confirm-preserved":
      return !fact.detail.same;
    case "preserve-logs":
      return !fact.detail.readable;
    default:
      return false;
  }
}
