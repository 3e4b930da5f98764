import { type Environment, environments, type Gate, gates } from "../environment.ts";
import { gateRows } from "../gates.ts";
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

/** What became of a gate. `passed`: nothing would change, so nobody was asked. `void`: what was shown has moved. */
export type GateState = "open" | "approved" | "rejected" | "expired" | "void" | "passed";

/**
 * What became of a gate in these entries; null while it has not been opened. Only what was said about the dossier that
 * was shown last counts, by somebody who was asked, once per person; one no ends it.
 */
export function gateState(facts: readonly Fact[], gate: Gate): GateState | null {
  const last = facts.findLastIndex(
    ({ action, detail }) =>
      (action === "open-gate" || action === "pass-gate") && "gate" in detail && detail.gate === gate,
  );
  const opened = facts[last];
  if (opened?.action === "pass-gate") return "passed";
  if (opened?.action !== "open-gate") return null;
  const since = facts.slice(last).filter(({ detail }) => "gate" in detail && detail.gate === gate);
  const said = since
    .filter(isFact("decide-gate", "decision"))
    .filter(
      ({ detail }) =>
        detail.dossierDigest === opened.detail.dossierDigest &&
        opened.detail.approvers.includes(detail.approver),
    );
  if (said.some(({ detail }) => detail.decision === "reject")) return "rejected";
  if (since.some(({ action }) => action === "expire-gate")) return "expired";
  if (since.some(({ action }) => action === "void-gate")) return "void";
  const people = new Set(said.map(({ detail }) => detail.approver));
  return people.size >= opened.detail.quorum ? "approved" : "open";
}

/** Whether the run may go past the gate: people said yes, or there was nothing to ask them about. */
export const isPast = (facts: readonly Fact[], gate: Gate): boolean =>
  ["approved", "passed"].includes(gateState(facts, gate) ?? "");

/**
 * Which environment must be rolled back if the run stops here without success; null if none.
 * A validated environment that the run has gone past stays (21.03 sections 5.4 and 6.4 undo their own phase only). A
 * rollback that was begun is owed to its end, whatever was decided before it.
 */
export function rollbackObligation(facts: readonly Fact[]): Environment | null {
  const begun = facts.findLast(isFact("begin-rollback", "observation"));
  if (begun !== undefined && hasEffect(facts, begun.detail.environment)) return begun.detail.environment;
  for (const environment of environments.toReversed()) {
    if (isAccepted(facts, environment)) return null;
    if (hasEffect(facts, environment)) return environment;
  }
  return null;
}

/** Whether the environment stays if a later one fails: its gates have passed, or development was validated. */
function isAccepted(facts: readonly Fact[], environment: Environment): boolean {
  if (environment === "development") return wasValidated(facts, environment);
  const accepting = gates.filter((gate) => gateRows[gate].accepts === environment);
  return accepting.length > 0 && accepting.every((gate) => isPast(facts, gate));
}
