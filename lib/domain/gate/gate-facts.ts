import type { Gate } from "../environment.ts";
import type { Entry } from "../records/entry.ts";
import type { Fact } from "../records/facts.ts";

/** Why the gate asks again: what had moved when it was voided last; null if it never was. */
export function reasonToAskAgain(facts: readonly Fact[], gate: Gate): string | null {
  const last = facts.findLast((fact) => fact.action === "void-gate" && fact.detail.gate === gate);
  return last?.action === "void-gate" ? last.detail.reason : null;
}

/** How often the run has been sent to wait at a gate since it was opened or voided last, or since its beginning. */
export function timesAwaited(facts: readonly Fact[], gate: Gate): number {
  const opened = facts.findLastIndex(
    (fact) => (fact.action === "open-gate" || fact.action === "void-gate") && fact.detail.gate === gate,
  );
  return facts.slice(opened + 1).filter((fact) => fact.action === "await-gate" && fact.detail.gate === gate)
    .length;
}

/** The entry that opened a gate last, and the decisions about what it showed. */
export function askedAndSaid(entries: readonly Entry[], gate: Gate) {
  const at = entries.findLastIndex((entry) => entry.action === "open-gate" && entry.detail.gate === gate);
  const opened = entries[at];
  const said = entries
    .slice(at + 1)
    .flatMap((entry) => (entry.action === "decide-gate" && entry.detail.gate === gate ? [entry] : []));
  return { opened: opened?.action === "open-gate" ? opened : null, said };
}

/** Who may settle a gate, and how many of them it takes. */
export type Quorum = { readonly approvers: readonly string[]; readonly quorum: number };

/**
 * Why the entries do not show that this gate was passed under its rule; null if they do. Everything is asked again from
 * what is written: who was asked, who answered about which dossier, when, and whether they had a hand in it.
 * @param rule what the locked plan, and for plan-approval the settings, say of the gate.
 * @param mayDecide whether that person may decide about the change at all.
 */
export function flawOfApproval(
  entries: readonly Entry[],
  gate: Gate,
  rule: Quorum,
  mayDecide: (approver: string) => string | null,
): string | null {
  const { opened, said } = askedAndSaid(entries, gate);
  if (opened === null) return "it was never opened";
  const { approvers, quorum, dossierDigest, expiresAtMs } = opened.detail;
  if (quorum !== rule.quorum || approvers.join() !== rule.approvers.join())
    return `it asked ${quorum} of ${approvers.join(", ")}, and the plan asks ${rule.quorum} of ${rule.approvers.join(", ")}`;
  const people = new Set<string>();
  for (const { at, actor, detail } of said) {
    if (detail.decision !== "approve") return `${detail.approver} said no`;
    if (detail.dossierDigest !== dossierDigest) return `${detail.approver} decided about another dossier`;
    if (!rule.approvers.includes(detail.approver) || actor !== detail.approver)
      return `${detail.approver} is none of those who were asked`;
    if (Date.parse(at) >= expiresAtMs) return `${detail.approver} decided after its time`;
    const refusal = mayDecide(detail.approver);
    if (refusal !== null) return `${detail.approver} may not decide: ${refusal}`;
    people.add(detail.approver);
  }
  return people.size >= rule.quorum ? null : `${people.size} of ${rule.quorum} said yes`;
}
