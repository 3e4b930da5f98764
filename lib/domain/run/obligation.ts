import type { Environment, Gate } from "../environment.ts";
import type { Fact } from "../records/facts.ts";

/** Whether anything in `environment` was changed by this run, or may have been: an intent is enough. */
export const hasEffect = (facts: readonly Fact[], environment: Environment): boolean =>
  facts.some(
    (fact) =>
      fact.action === "provision-step" && fact.kind === "intent" && fact.detail.environment === environment,
  );

/** Whether the last time all checks of `environment` were asked, every one held. */
export function isValidated(facts: readonly Fact[], environment: Environment): boolean {
  const last = facts.findLast(
    (fact) => fact.action === "validate-environment" && fact.detail.environment === environment,
  );
  return last?.action === "validate-environment" && last.detail.held;
}

/** What became of a gate in these entries; null while it has not been opened. */
export function gateState(
  facts: readonly Fact[],
  gate: Gate,
): "open" | "approved" | "rejected" | "expired" | null {
  const opened = facts.findLast((fact) => fact.action === "open-gate" && fact.detail.gate === gate);
  if (opened?.action !== "open-gate") return null;
  const decisions = facts.filter((fact) => fact.action === "decide-gate" && fact.detail.gate === gate);
  if (decisions.some((fact) => fact.action === "decide-gate" && fact.detail.decision === "reject"))
    return "rejected";
  if (facts.some((fact) => fact.action === "expire-gate" && fact.detail.gate === gate)) return "expired";
  return decisions.length >= opened.detail.quorum ? "approved" : "open";
}

/**
 * Which environment must be rolled back if the run stops here without success; null if none.
 * A validated environment that the run has gone past stays (21.03 sections 5.4 and 6.4 undo their own phase only).
 */
export function rollbackObligation(facts: readonly Fact[]): Environment | null {
  if (hasEffect(facts, "production")) return "production";
  if (gateState(facts, "staging-sign-off") === "approved") return null;
  if (hasEffect(facts, "staging")) return "staging";
  if (isValidated(facts, "development")) return null;
  return hasEffect(facts, "development") ? "development" : null;
}
