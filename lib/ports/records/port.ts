import type { Digest, Json } from "../../domain/canonical.ts";
import type { Environment, IdentityTier } from "../../domain/environment.ts";
import type { Gate } from "../../domain/gates.ts";
import type { Entry, Head } from "../../domain/records/entry.ts";
import type { Fact } from "../../domain/records/facts.ts";
import type { SignedIn } from "../identity-provider/port.ts";

/** A run's entries as they were read, with the head that the next ones are chained to. */
export type RunRecords = { readonly runId: string; readonly entries: readonly Entry[]; readonly head: Head };

/** Who works on a run, and under which epoch of the lease. A worker with an older epoch cannot change anything. */
export type Work = { readonly runId: string; readonly epoch: number; readonly actor: string };

/** The emergency stop: who pressed it and why, and who wants to go on again. */
export type Stop = {
  readonly atMs: number;
  readonly by: string;
  readonly reason: string;
  /** Approver ids; it takes two. */
  readonly agreed: readonly string[];
};

/** Who may change the environments now. It has no clock: only the sweep takes it over, from a holder that is dead. */
export type Lease = {
  readonly runId: string | null;
  readonly executionArn: string | null;
  readonly epoch: number;
  /** Digest of the last seal, which the next run's first entry names. */
  readonly previousSeal: Digest | null;
  /** Why the last execution of the run was taken over; null for its first. */
  readonly cause: string | null;
  /** While it is pressed, nobody has an effect, and nobody takes the lease, gives it or frees it. */
  readonly stopped: Stop | null;
};

/** A run whose rollback was not proved. No new run begins while one is open. */
export type Quarantine = {
  readonly runId: string;
  /** Where something is left, or may be. */
  readonly environment: Environment;
  readonly sinceMs: number;
  /** Whether the operators' mail about it was accepted. */
  readonly told: boolean;
};

/** A change that asks to become a run. */
export type Claim = {
  readonly runId: string;
  readonly repository: string;
  readonly commit: string;
  readonly attempt: number;
  readonly changeDigest: Digest;
  readonly planDigest: Digest;
  readonly claimedAtMs: number;
};

/** A gate as it is kept. The task token is in no other place, and here only under a key that the answering functions may use. */
export type GateItem = {
  readonly runId: string;
  readonly gate: Gate;
  readonly state: "open" | "approved" | "rejected" | "expired" | "void";
  /** The epoch that opened it: after a recovery nobody's answer counts any more. */
  readonly epoch: number;
  readonly sealedToken: string;
  readonly dossierDigest: Digest;
  readonly approvers: readonly string[];
  readonly quorum: number;
  readonly identity: IdentityTier;
  readonly approvedBy: readonly string[];
  readonly openedAtMs: number;
  readonly expiresAtMs: number;
  readonly remindAtMs: number;
  /** Who is told when the gate is still open at that time. */
  readonly escalation: { readonly to: string; readonly atMs: number } | null;
  /** Who has had a mail about this dossier that was accepted. */
  readonly delivered: readonly string[];
  readonly reminded: boolean;
  readonly escalated: boolean;
  readonly answered: boolean;
};

/** What may still change of an open gate beside its decision: who was told. */
export type GateProgress = Partial<Pick<GateItem, "delivered" | "reminded" | "escalated">>;

/** One approver's link to one gate; only the SHA-256 of what the link carries is kept. */
export type Invitation = {
  readonly idDigest: Digest;
  readonly runId: string;
  readonly gate: Gate;
  readonly approver: string;
  readonly dossierDigest: Digest;
  readonly state: "open" | "used";
  readonly expiresAtMs: number;
};

/** One person's answer, as it goes into the records. */
export type Decision = {
  readonly invitation: Invitation;
  readonly decision: "approve" | "reject";
  readonly reason: string;
  /** What it rests on, in words, and the sign-in if there was one. */
  readonly basis: string;
  readonly identity: SignedIn | null;
  readonly atMs: number;
};

/** A run that SUCCEEDED, which later changes count their contributors from. */
export type Success = { readonly runId: string; readonly commit: string; readonly changeDigest: Digest };

/** A run whose change was made to fail, and which was rolled back as it has to be. */
export type Rehearsal = { readonly runId: string; readonly atMs: number };

/** Entries: what happened, chained per run. */
export interface EntryRecords {
  read(runId: string): Promise<RunRecords>;
  /** How many entries a run has, and the digest of the last one. */
  head(runId: string): Promise<Head>;
  /**
   * Appends behind `run.head` if the lease still has `work.epoch` and the emergency stop is not pressed. With no facts it
   * only confirms that this worker may still act.
   */
  append(run: RunRecords, work: Work, facts: readonly Fact[]): Promise<RunRecords>;
  /** Waits until the second copies of everything that this worker wrote are made, or have failed. */
  copied(): Promise<void>;
  /** Appends what belongs to no run to the control plane's own chain. */
  note(actor: string, action: string, subject: string, detail: Json): Promise<void>;
}

/** The lease, and the changes that ask for it. */
export interface LeaseRecords {
  lease(): Promise<Lease>;
  /** The run of that name begins, waits behind the run that has the lease, or was there already. */
  claim(claim: Claim, executionArn: string): Promise<"claimed" | "waiting" | "known">;
  claimOf(runId: string): Promise<Claim | null>;
  claims(): Promise<readonly Claim[]>;
  /** The next epoch, for another execution of the same run. LeaseLost if another worker took it over first. */
  takeOver(runId: string, epoch: number, executionArn: string, cause: string): Promise<Lease>;
  /** The change that waits for the lease. */
  waiting(): Promise<Claim | null>;
  /** Gives the free lease to a claim that waited; `waiting` if another run has it. */
  promote(claim: Claim, executionArn: string): Promise<"claimed" | "waiting">;
  /** Frees the lease behind a sealed run, opens its quarantine if it has one, and answers the change that waits. */
  release(work: Work, seal: Digest, quarantine: Quarantine | null): Promise<Claim | null>;
}

/** The emergency stop. */
export interface StopRecords {
  /** Presses the emergency stop, and records it; `already` if it was pressed. */
  stop(by: string, reason: string): Promise<"stopped" | "already">;
  /** Keeps the digest of the code that was sent to a person who wants to resume. */
  keepResumeCode(person: string, codeDigest: Digest, expiresAtMs: number): Promise<void>;
  /** Records one person's agreement to resume, under the code that was sent to them; the second person's releases the stop. */
  resume(
    person: string,
    codeDigest: Digest,
    nowMs: number,
  ): Promise<"agreed" | "resumed" | "wrong-code" | "not-stopped">;
}

/** Quarantines: runs whose rollback was not proved. */
export interface QuarantineRecords {
  /** The quarantines that are not resolved yet, oldest first. */
  quarantines(): Promise<readonly Quarantine[]>;
  markTold(quarantine: Quarantine): Promise<void>;
  /** Ends a quarantine, and records who did it, why, and what was looked for; false if the run has none (any more). */
  resolveQuarantine(runId: string, by: string, reason: string, looked: Json): Promise<boolean>;
}

/** Runs that SUCCEEDED. */
export interface SuccessRecords {
  /** Oldest first. */
  successes(): Promise<readonly Success[]>;
  recordSuccess(work: Work, success: Success): Promise<void>;
}

/** Rehearsals of rollbacks. */
export interface RehearsalRecords {
  /** The last change that was made to fail, and whose rollback was proved. */
  lastRehearsal(): Promise<Rehearsal | null>;
  recordRehearsal(rehearsal: Rehearsal): Promise<void>;
}

/** Locked plans. */
export interface PlanRecords {
  lockedPlan(documentId: string): Promise<Digest | null>;
  lockPlan(documentId: string, plan: Digest, runId: string): Promise<void>;
}

/** Gates and their invitations, until they are decided. */
export interface GateRecords {
  gate(runId: string, gate: Gate): Promise<GateItem | null>;
  invitation(idDigest: Digest): Promise<Invitation | null>;
  /** Opens a gate that was never open, or whose last dossier is void, with its first invitations. */
  openGate(
    run: RunRecords,
    work: Work,
    item: GateItem,
    invitations: readonly Invitation[],
  ): Promise<RunRecords>;
  /** Adds links to a gate that is open already. */
  invite(invitations: readonly Invitation[]): Promise<void>;
  /** Updates an open gate and appends what happened; null, and nothing written, if the gate is no longer open. */
  progress(item: GateItem, change: GateProgress, facts: readonly Fact[]): Promise<GateItem | null>;
  /** Revokes an approval whose dossier is no longer true. */
  voidGate(run: RunRecords, work: Work, item: GateItem, reason: string): Promise<RunRecords>;
}

/** Decisions at gates, and the answers that are still to be delivered to waiting executions. */
export interface DecisionRecords {
  /**
   * Uses the invitation and moves the gate, conditional on both being open and unexpired, on the dossier, and on the
   * epoch: `late` changes nothing. `seen` is the gate as it was just read; if it has moved since, it is read again.
   */
  decide(decision: Decision, seen: GateItem): Promise<{ outcome: "decided" | "late"; gate: GateItem }>;
  /** Moves an open gate to `expired`: its time is over, or nobody can answer it for the reason given. */
  expire(item: GateItem, atMs: number, reason?: string): Promise<boolean>;
  /** Another token waits at a gate that exists already; a decision that was made in between is to be delivered to it. */
  rearm(item: GateItem, sealedToken: string): Promise<GateItem>;
  unanswered(): Promise<readonly GateItem[]>;
  /** The answer was delivered to the token of `item`; a newer token stays to be answered. */
  markAnswered(item: GateItem): Promise<void>;
}

/**
 * The Infrastructure Records: DynamoDB is the commit point, the object-locked bucket the second copy.
 * Each method is one transaction. Writers that lose a race get EntryConflict, workers of an older epoch LeaseLost, and all
 * of them WorkStopped while the emergency stop is pressed.
 */
export interface Records
  extends EntryRecords,
    LeaseRecords,
    StopRecords,
    QuarantineRecords,
    SuccessRecords,
    RehearsalRecords,
    PlanRecords,
    GateRecords,
    DecisionRecords {}
