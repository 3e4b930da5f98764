import type { Digest } from "../canonical.ts";
import type { Gate } from "../gates.ts";
import type { Jwk } from "../jwk.ts";
import type { Envelope } from "../records/dsse.ts";
import type { FactOf } from "../records/facts.ts";

/** What a decision needs to know of a gate. */
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

/** What a decision needs to know of a link. */
type Link = {
  readonly approver: string;
  readonly dossierDigest: Digest;
  readonly state: "open" | "used";
  readonly expiresAtMs: number;
};

/**
 * Whether a decision through this link is too late or was never asked for: the gate or the link is no longer open,
 * either has expired (the very millisecond counts as expired), the link is about another dossier, the person has
 * already approved, or another execution has taken over the run.
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

/**
 * The gate after a decision that is in time, and what the records say of it. One rejection ends it; a quorum passes
 * it.
 */
export function decided<G extends Decidable>(
  gate: G,
  {
    invitation: { approver },
    decision,
    reason,
    basis,
    identity,
    envelope,
    signIn,
  }: {
    readonly invitation: Link;
    readonly decision: "approve" | "reject";
    readonly reason: string;
    readonly basis: string;
    readonly identity: {
      readonly issuer: string;
      readonly subject: string;
      readonly audience: string;
    } | null;
    readonly envelope: Envelope;
    readonly signIn?: { readonly idToken: string; readonly keys: readonly Jwk[] };
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
        envelope,
        ...(signIn === undefined ? {} : { signIn: { idToken: signIn.idToken, keys: [...signIn.keys] } }),
      },
    },
  };
}
