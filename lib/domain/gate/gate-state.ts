import type { Gate } from "../gates.ts";
import { type Fact, isFact } from "../records/facts.ts";

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
