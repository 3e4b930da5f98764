import type { Environment } from "../environment.ts";
import { gates } from "../environment.ts";
import type { Fact } from "../records/facts.ts";
import { gateState, rollbackObligation } from "./obligation.ts";

/** How a run ended. Every verdict but SUCCEEDED and QUARANTINED has its rollback proved. */
export type Verdict = "SUCCEEDED" | "REJECTED" | "ROLLED_BACK" | "ABORTED" | "SUPERSEDED" | "QUARANTINED";

/** The verdict of a run that ends with these entries: a pure function of them, so that anybody can compute it again. */
export function verdictOf(facts: readonly Fact[]): Verdict {
  if (isReleased(facts)) return "SUCCEEDED";
  const environment = rollbackObligation(facts);
  if (environment !== null && !isRollbackProved(facts, environment)) return "QUARANTINED";
  if (gates.some((gate) => ["rejected", "expired"].includes(gateState(facts, gate) ?? ""))) return "REJECTED";
  if (facts.some((fact) => fact.action === "recover-run")) return "ABORTED";
  return "ROLLED_BACK";
}

/** Production was confirmed with its ingress open, and nothing was undone since. */
function isReleased(facts: readonly Fact[]): boolean {
  const last = facts.findLast(
    (fact) =>
      fact.action === "begin-rollback" ||
      (fact.action === "validate-environment" && fact.detail.environment === "production"),
  );
  return last?.action === "validate-environment" && last.detail.scope === "everything" && last.detail.held;
}

/** The last proof came after the last effect and found nothing; a staging rollback also left development as it was. */
function isRollbackProved(facts: readonly Fact[], environment: Environment): boolean {
  const proof = facts.findLastIndex(
    (fact) => fact.action === "prove-rollback" && fact.detail.environment === environment,
  );
  const fact = facts[proof];
  if (fact?.action !== "prove-rollback" || !fact.detail.proved) return false;
  const touchedAfter = facts.slice(proof).some(({ kind }) => kind === "intent");
  const preserved =
    environment !== "staging" ||
    facts.some((other) => other.action === "confirm-preserved" && other.detail.same);
  return !touchedAfter && preserved;
}
