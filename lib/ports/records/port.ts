import type { Digest, Json } from "../../domain/canonical.ts";
import type { Environment } from "../../domain/environment.ts";
import type { GateItem, GateProgress, Invitation } from "../../domain/gate/gate-item.ts";
import type { Gate } from "../../domain/gates.ts";
import type { Adoption } from "../../domain/records/adoption.ts";
import type { ChainHead } from "../../domain/records/checkpoint.ts";
import type { Envelope, Trusted } from "../../domain/records/dsse.ts";
import type { Entry, Head } from "../../domain/records/entry.ts";
import type { Fact } from "../../domain/records/facts.ts";
import type { Consent, Lift } from "../../domain/records/lift.ts";
import type { Ending } from "../../domain/rollback/ending.ts";
import type { Ingress } from "../../domain/run/ingress.ts";
import type { Claim, Lease, Superseded } from "../../domain/run/lease.ts";
import type { Proof, SignedIn } from "../identity-provider/port.ts";

/** A run's entries, with the head to which the next entries are chained. */
export type RunRecords = { readonly runId: string; readonly entries: readonly Entry[]; readonly head: Head };

/** Who works on a run, and under which epoch of the lease. A worker with an older epoch cannot change anything. */
export type Work = { readonly runId: string; readonly epoch: number; readonly actor: string };

/** A run whose rollback is not proved. No new run begins until it is resolved. */
export type Quarantine = {
  readonly runId: string;
  /** The environment in which something is left, or may be. */
  readonly environment: Environment;
  readonly sinceMs: number;
  /** Whether the operators' mail about it was accepted. */
  readonly told: boolean;
};

/**
 * One line of the list of all runs: what was claimed, and how it ended. `ending` is null while the run has no seal, and for runs
 * that were sealed before the list kept endings. `superseded` is set if it never began. `divergence` is what the comparison of
 * the copies found about it.
 */
export type ListedRun = {
  readonly claim: Claim;
  readonly ending: Ending | null;
  readonly superseded: Superseded | null;
  readonly divergence: string | null;
};

/** A line of the list that cannot be read: somebody wrote something else there. */
export type UnreadableRun = { readonly key: string; readonly unreadable: string };

/** Whether customers can reach production, and which run left it so. */
export type KeptIngress = { readonly runId: string; readonly ingress: Ingress };

/** One person's decision, as the records keep it. */
export type Decision = {
  readonly invitation: Invitation;
  readonly decision: "approve" | "reject";
  readonly reason: string;
  /** The basis of the decision in words, and the sign-in if there was one. */
  readonly basis: string;
  readonly identity: SignedIn | null;
  readonly atMs: number;
  /** The statement that `decide` signed. */
  readonly envelope: Envelope;
  /** The identity provider's proof, if the gate requires a sign-in. */
  readonly signIn?: Proof;
};

/** A run that SUCCEEDED. Later changes count their contributors from its commit. */
export type Success = { readonly runId: string; readonly commit: string; readonly changeDigest: Digest };

/** The end of a run, as long as not everyone concerned has heard of it: `told` names who has. */
export type UntoldEnd = {
  readonly runId: string;
  readonly endedAtMs: number;
  readonly told: readonly string[];
  /** The run of the newer change, if this one was superseded before it began; absent for a sealed run. */
  readonly supersededBy?: string;
};

/** A run with a deliberate failure that was rolled back correctly. */
export type Rehearsal = { readonly runId: string; readonly atMs: number };

/** Entries: what happened, chained per run. */
export interface EntryRecords {
  read(runId: string): Promise<RunRecords>;
  /** How many entries a run has, and the digest of the last one. */
  head(runId: string): Promise<Head>;
  /**
   * Appends after `run.head` if the lease still has `work.epoch` and the emergency stop is not pressed. With no facts it
   * only confirms that this worker may still act.
   */
  append(run: RunRecords, work: Work, facts: readonly Fact[]): Promise<RunRecords>;
  /** As `append`; in the same transaction, the list of all runs says how this one ended. */
  seal(run: RunRecords, work: Work, facts: readonly Fact[], ending: Ending): Promise<RunRecords>;
  /** Waits until the second copies of everything that this worker wrote are made, or have failed. */
  copied(): Promise<void>;
  /** Appends an entry that belongs to no run to the control plane's own chain. */
  note(actor: string, action: string, subject: string, detail: Json): Promise<void>;
}

/** The lease, and the claims to it. */
export interface LeaseRecords {
  lease(): Promise<Lease>;
  /**
   * The run begins, waits, was already known, or is superseded at once because a newer commit came before it. It waits while another
   * run has the lease, while work is stopped, and while an environment is quarantined. For a change that never begins, the list
   * says so, and the records owe it to everyone concerned, in the same transaction.
   */
  claim(claim: Claim, executionArn: string): Promise<"claimed" | "waiting" | "superseded" | "known">;
  claimOf(runId: string): Promise<Claim | null>;
  claims(): Promise<readonly Claim[]>;
  /** The next epoch, for another execution of the same run. LeaseLost if another worker took it over first. */
  takeOver(runId: string, epoch: number, executionArn: string, cause: string): Promise<Lease>;
  /** The changes that wait, in the order in which they begin. */
  waiting(): Promise<readonly Claim[]>;
  /** Runs in the queue that nobody claimed: somebody edited it. They never begin; `dropUnclaimed` takes them out. */
  unclaimed(): Promise<readonly string[]>;
  dropUnclaimed(): Promise<void>;
  /** What took the place of a claimed change; null if nothing did. */
  supersededBy(claim: Claim): Promise<Superseded | null>;
  /** Whether the change's people were told that it waits for a person; `tellHeld` remembers it. */
  isHeldTold(runId: string): Promise<boolean>;
  tellHeld(runId: string): Promise<void>;
  /**
   * Gives the free lease to the change that is next, and ends those that something newer has overtaken.
   * @returns the run that has the lease now; null if another run has it, if nothing waits, or if a person must act first.
   */
  promote(arnOf: (runId: string) => string): Promise<string | null>;
  /**
   * Frees the lease after a sealed run. In the same transaction, the records owe the end
   * to everyone concerned, and open the run's quarantine if it has one.
   */
  release(
    work: Work,
    seal: Digest,
    closing: {
      readonly quarantine: Quarantine | null;
      readonly end: UntoldEnd;
      /** The epoch that the free lease has at least, so that a rewound lease goes on where it was. @default the run's */
      readonly epochAtLeast?: number;
    },
  ): Promise<void>;
}

/** Events about commits that a door has taken. */
export interface PushRecords {
  /** When an event of that id was taken first, in milliseconds since 1970; null if none was. */
  pushTakenAtMs(event: string): Promise<number | null>;
  /** Keeps that the event was taken, and its commit announced. The first time stays. */
  keepPush(event: string, commit: string, takenAtMs: number): Promise<void>;
  /** Whether any event has had this commit announced. */
  isAnnounced(commit: string): Promise<boolean>;
}

/** What the bus was told of the run that is at work. */
export interface MoveRecords {
  /** The digest of what it was told last; null if it was told nothing. */
  lastMove(): Promise<Digest | null>;
  /** Keeps the digest of what it was told now, in place of the one before. */
  keepMove(move: Digest): Promise<void>;
}

/** The list of all runs. */
export interface ListRecords {
  /** The newest runs, newest first, at most so many. It reads one line of each, however much the runs did. */
  newestRuns(most: number): Promise<readonly (ListedRun | UnreadableRun)[]>;
  /** When the ends of all chains were signed last, in epoch milliseconds; null if they never were. */
  lastSignedAtMs(): Promise<number | null>;
  /**
   * How far the chains of runs were according to the newest checkpoints that one of these keys signed, each chain once, the one
   * that was named last first. What nobody signed names nothing.
   */
  namedLately(keys: Trusted): Promise<readonly ChainHead[]>;
  /** The introductions of the signing keys that took the place of others, oldest first. Who reads them verifies them. */
  introductions(): Promise<readonly Envelope[]>;
  /** What the last sealed run that touched production's live ingress did to it; null if none ever did. */
  lastIngress(): Promise<KeptIngress | null>;
}

/** Ends of runs that not everyone concerned has heard of yet. */
export interface EndRecords {
  /** Oldest first. */
  untold(): Promise<readonly UntoldEnd[]>;
  /** Takes the telling until then; false if another caller has it, or everybody was told. */
  beginTelling(end: UntoldEnd, nowMs: number, untilMs: number): Promise<boolean>;
  /** Keeps who has been told by now, and gives the telling back. */
  rememberTold(end: UntoldEnd, told: readonly string[]): Promise<void>;
  /** Ends the telling, and enters in the control plane's own chain who was told and who could not be reached. */
  allTold(end: UntoldEnd, told: readonly string[], unreached: readonly string[]): Promise<void>;
}

/** The emergency stop. */
export interface StopRecords {
  /** Presses the emergency stop, and records it; `already` if it was pressed. */
  stop(by: string, reason: string): Promise<"stopped" | "already">;
  /** Keeps the digest of the code that was sent to a person who wants to resume. */
  keepResumeCode(person: string, codeDigest: Digest, expiresAtMs: number): Promise<void>;
  /**
   * Records one person's agreement to resume, under the code that was sent to them; the second person's releases the stop,
   * and the recovery of a run begins anew.
   */
  resume(
    person: string,
    codeDigest: Digest,
    nowMs: number,
    /** The statement that the operators' key signed. */
    envelope: Envelope,
  ): Promise<"agreed" | "resumed" | "wrong-code" | "not-stopped">;
}

/** Quarantines: runs whose rollback is not proved. */
export interface QuarantineRecords {
  /** The quarantines that are not resolved yet, oldest first. */
  quarantines(): Promise<readonly Quarantine[]>;
  markTold(quarantine: Quarantine): Promise<void>;
  /** Ends a quarantine, and records who did it, why, and what was looked for; false if the run has none. */
  resolveQuarantine(
    runId: string,
    by: string,
    reason: string,
    looked: Json,
    /** The statement that the operators' key signed. */
    envelope: Envelope,
  ): Promise<boolean>;
}

/** Runs that SUCCEEDED. */
export interface SuccessRecords {
  /** Oldest first. */
  successes(): Promise<readonly Success[]>;
  recordSuccess(work: Work, success: Success): Promise<void>;
}

/** Commits that the Platform Owner adopted. */
export interface AdoptionRecords {
  /** The last adoption for a repository. A row: it proves nothing before its envelope was verified (`openAdoption`). */
  adoption(repository: string): Promise<Adoption | null>;
  /** Keeps the digest of the code that was sent to the Platform Owner; a newer code takes its place. */
  keepAdoptionCode(repository: string, codeDigest: Digest, expiresAtMs: number): Promise<void>;
  /** Uses the code and records the adoption, in the control plane's own chain too; false if that is not the code, or is too old. */
  adopt(adoption: Adoption, nowMs: number): Promise<boolean>;
}

/** Freeze windows that people lift for a run. */
export interface LiftRecords {
  /** What people agreed to lift for the run. Rows: they prove nothing before their envelopes were verified (`consenting`). */
  lifts(runId: string): Promise<readonly Lift[]>;
  /** Keeps the digest of the code that was sent to a person who wants to lift a window; a newer code takes its place. */
  keepLiftCode(
    runId: string,
    what: Pick<Lift, "environment" | "window">,
    person: string,
    codeDigest: Digest,
    expiresAtMs: number,
  ): Promise<void>;
  /** Records one person's consent, in the control plane's own chain too, under the code that was sent to them. */
  lift(
    runId: string,
    what: Pick<Lift, "environment" | "window">,
    consent: Consent,
    nowMs: number,
  ): Promise<"agreed" | "lifted" | "wrong-code">;
}

/** Rehearsals of rollbacks. */
export interface RehearsalRecords {
  /** The last deliberately failed change whose rollback was proved. */
  lastRehearsal(): Promise<Rehearsal | null>;
  recordRehearsal(rehearsal: Rehearsal): Promise<void>;
}

/** Locked plans. */
export interface PlanRecords {
  /** The plan that a document has, and the run in which the Platform Owner approved it. A row: it proves nothing by itself. */
  lockedPlan(documentId: string): Promise<{ readonly plan: Digest; readonly runId: string } | null>;
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
   * epoch: `late` changes nothing. `seen` is the gate as the caller has just read it; if it has changed since, it is read again.
   */
  decide(decision: Decision, seen: GateItem): Promise<{ outcome: "decided" | "late"; gate: GateItem }>;
  /** Moves an open gate to `expired`: its time is over, or no one can answer it for the given reason. */
  expire(item: GateItem, atMs: number, reason?: string): Promise<boolean>;
  /** Gives an existing gate a new token. A decision that was made in between must then be delivered to that token. */
  rearm(item: GateItem, sealedToken: string): Promise<GateItem>;
  unanswered(): Promise<readonly GateItem[]>;
  /** Marks the answer as delivered to the token of `item`. A newer token remains to be answered. */
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
    PushRecords,
    MoveRecords,
    ListRecords,
    StopRecords,
    QuarantineRecords,
    EndRecords,
    SuccessRecords,
    AdoptionRecords,
    LiftRecords,
    RehearsalRecords,
    PlanRecords,
    GateRecords,
    DecisionRecords {}
