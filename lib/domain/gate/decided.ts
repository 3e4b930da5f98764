import type { Digest } from "../canonical.ts";
import type { Gate } from "../gates.ts";
import type { FactOf } from "../records/facts.ts";

/** A gate, as far as deciding goes. */
type Decidable = {
  readonly runId: string;
  readonly gate: Gate;
  readonly state: "open" | "approved" | "rejected" | "expired" | "void";
  readonly epoch: number;
  readonly dossierDigest: Digest;
  readonly quorum: number;
  readonly approvedBy: readonly string[];
  readonly expiresAtMs: number;
};

/** A link, as far as deciding goes. */
type Link = {
  readonly approver: string;
  readonly dossierDigest: Digest;
  readonly state: "open" | "used";
  readonly expiresAtMs: number;
};

/**
 * Whether a decision through this link comes too late, or was never asked for: the gate or the link is no longer open,
 * either has expired (the very millisecond counts as expired), the link is about another dossier, the person has said
 * yes already, or another execution has taken the run over.
 */
export const isLate = (
  gate: Decidable,
  link: Link,
  lease: { readonly runId: string | null; readonly epoch: number },
  atMs: number,
): boolean =>
  gate.state !== "open" ||
  link.state !== "open" ||
  gate.expiresAtMs <= atMs ||
  link.expiresAtMs <= atMs ||
  link.dossierDigest !== gate.dossierDigest ||
  gate.approvedBy.includes(link.approver) ||
  lease.runId !== gate.runId ||
  lease.epoch !== gate.epoch;

/** The gate behind a decision that is in time, and what the records say of it. One no ends it; a quorum of yeses passes it. */
export function decided<G extends Decidable>(
  gate: G,
  {
    invitation: { approver },
    decision,
    reason,
    basis,
    identity,
  }: {
    readonly invitation: Link;
    readonly decision: "approve" | "reject";
    readonly reason: string;
    readonly basis: string;
    readonly identity: { readonly issuer: string; readonly subject: string } | null;
  },
): { readonly gate: G; readonly fact: FactOf<"decide-gate", "decision"> } {
  const approvedBy = decision === "approve" ? [...gate.approvedBy, approver] : gate.approvedBy;
  const state = decision === "reject" ? "rejected" : approvedBy.length >= gate.quorum ? "approved" : "open";
  return {
    gate: { ...gate, approvedBy, state },
    fact: {
      action: "decide-gate",
      kind: "decision",
      subject: gate.gate,
      detail: {
        gate: gate.gate,
        decision,
        approver,
        basis,
        ...(identity === null ? {} : { identity }),
        reason,
        dossierDigest: gate.dossierDigest,
      },
    },
  };
}
