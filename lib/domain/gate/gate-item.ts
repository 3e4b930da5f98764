import type { Digest } from "../canonical.ts";
import type { Gate } from "../gates.ts";

/** A gate in the table. The task token exists only here, encrypted under a key that only the answering functions may use. */
export type GateItem = {
  readonly runId: string;
  readonly gate: Gate;
  readonly state: "open" | "approved" | "rejected" | "expired" | "void";
  /** The epoch that opened it: after a recovery, no answer counts any more. */
  readonly epoch: number;
  readonly sealedToken: string;
  readonly dossierDigest: Digest;
  readonly approvers: readonly string[];
  readonly quorum: number;
  readonly approvedBy: readonly string[];
  readonly openedAtMs: number;
  readonly expiresAtMs: number;
  readonly remindAtMs: number;
  /** Who gets a mail if the gate is still open at that time. */
  readonly escalation: { readonly to: string; readonly atMs: number } | null;
  /** The approvers whose mail about this dossier was accepted. */
  readonly delivered: readonly string[];
  readonly reminded: boolean;
  readonly escalated: boolean;
  readonly answered: boolean;
  /** The proof that `open-gate` made this gate about this dossier (lib/domain/gate/invitation-link.ts). */
  readonly mac: string;
};

/** What may change on an open gate in addition to its decision: who was mailed. */
export type GateProgress = Partial<Pick<GateItem, "delivered" | "reminded" | "escalated">>;

/** One approver's link to one gate; only the SHA-256 of the link's secret is kept. */
export type Invitation = {
  readonly idDigest: Digest;
  readonly runId: string;
  readonly gate: Gate;
  readonly approver: string;
  readonly dossierDigest: Digest;
  readonly state: "open" | "used";
  readonly expiresAtMs: number;
  /** The proof that `open-gate` or `sweep` made this link. A row without it is no link. */
  readonly mac: string;
};
