import type { IdentityTier } from "../environment.ts";
import type { Gate } from "../gates.ts";
import type { VerifyingKey } from "../records/dsse.ts";
import type { Entry } from "../records/entry.ts";
import { type Fact, isFact } from "../records/facts.ts";
import { flawOfStatement } from "./decision-statement.ts";

/** Why the gate asks again: what had changed when it was last voided; null if it never was. */
export function reasonToAskAgain(facts: readonly Fact[], gate: Gate): string | null {
  const voided = facts.filter(isFact("void-gate", "observation"));
  return voided.findLast(({ detail }) => detail.gate === gate)?.detail.reason ?? null;
}

/** How often the run was sent to wait at a gate since it was last opened or voided, or since the run began. */
export function timesAwaited(facts: readonly Fact[], gate: Gate): number {
  const opened = facts.findLastIndex(
    (fact) => (fact.action === "open-gate" || fact.action === "void-gate") && fact.detail.gate === gate,
  );
  return facts.slice(opened + 1).filter((fact) => fact.action === "await-gate" && fact.detail.gate === gate)
    .length;
}

/** The last entry that opened a gate (null if none did), and the decisions since then. */
export function lastOpeningOf(entries: readonly Entry[], gate: Gate) {
  const index = entries.findLastIndex((entry) => entry.action === "open-gate" && entry.detail.gate === gate);
  const opened = entries[index];
  const decisions = entries
    .slice(index + 1)
    .flatMap((entry) => (entry.action === "decide-gate" && entry.detail.gate === gate ? [entry] : []));
  return { opened: opened?.action === "open-gate" ? opened : null, decisions };
}

/** Who may decide at a gate, how many of them must agree, and how they prove who they are. */
export type Quorum = {
  readonly approvers: readonly string[];
  readonly quorum: number;
  readonly identity: IdentityTier;
};

/**
 * Why the entries do not show that this gate passed under its rule; null if they do. It checks everything again
 * from the entries: who was asked, who answered about which dossier, when, and whether they contributed to the
 * change.
 * @param rule the gate's rule in the locked plan; for plan-approval, the rule in the settings.
 * @param refusalFor why that person may not decide about the change; null if they may.
 * @param decisionKey the key of `decide`; null for a run that was opened before decisions were signed.
 */
export function flawOfApproval(
  entries: readonly Entry[],
  gate: Gate,
  rule: Quorum,
  refusalFor: (approver: string) => string | null,
  decisionKey: VerifyingKey | null,
): string | null {
  const { opened, decisions } = lastOpeningOf(entries, gate);
  if (opened === null) return "it was never opened";
  const { approvers, quorum, dossierDigest, expiresAtMs } = opened.detail;
  if (quorum !== rule.quorum || approvers.join() !== rule.approvers.join())
    return `it asked ${quorum} of ${approvers.join(", ")}, and the plan asks ${rule.quorum} of ${rule.approvers.join(", ")}`;
  const people = new Set<string>();
  const used = statementsBefore(entries, decisions);
  for (const entry of decisions) {
    const { at, actor, detail } = entry;
    if (detail.decision !== "approve") return `${detail.approver} rejected`;
    if (detail.dossierDigest !== dossierDigest) return `${detail.approver} decided about another dossier`;
    if (!rule.approvers.includes(detail.approver) || actor !== detail.approver)
      return `${detail.approver} was not asked`;
    if (Date.parse(at) >= expiresAtMs) return `${detail.approver} decided after it expired`;
    const refusal = refusalFor(detail.approver);
    if (refusal !== null) return `${detail.approver} may not decide: ${refusal}`;
    const unsigned = decisionKey === null ? null : flawOfStatement(entry, decisionKey);
    if (unsigned !== null) return unsigned;
    if (detail.envelope !== undefined && used.has(detail.envelope.payload))
      return `${detail.approver} decided with a statement that was used before`;
    if (rule.identity === "oidc" && detail.identity === undefined)
      return `${detail.approver} did not sign in, which the plan asks for`;
    people.add(detail.approver);
  }
  return people.size >= rule.quorum ? null : `${people.size} of ${rule.quorum} approved`;
}

/** The statements of decisions before these ones: a statement decides once, also if its gate was voided since. */
function statementsBefore(
  entries: readonly Entry[],
  decisions: readonly Entry[],
): ReadonlySet<string | undefined> {
  const earlier = entries
    .filter(isFact("decide-gate", "decision"))
    .filter((entry) => !decisions.includes(entry));
  return new Set(earlier.map(({ detail }) => detail.envelope?.payload));
}
