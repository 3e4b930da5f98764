import type { Digest, Json } from "./domain/canonical.ts";
import type { Change } from "./domain/change/manifest.ts";
import type { Inspected } from "./domain/check/resource-facts.ts";
import type { StackDrift } from "./domain/check/unchanged.ts";
import type { Environment, Gate, IdentityTier } from "./domain/environment.ts";
import type { ChainHead, Checkpoint } from "./domain/records/checkpoint.ts";
import type { Copy, KeptSpan, Span } from "./domain/records/compare.ts";
import type { Envelope, StatementKind } from "./domain/records/dsse.ts";
import type { Entry, Head, KeptEntry } from "./domain/records/entry.ts";
import type { Fact, FactOf } from "./domain/records/facts.ts";
import type { ExecutionHistory, HistoryArchive } from "./domain/records/history.ts";
import type { ObservedStack, StandingStack } from "./domain/step/next-move.ts";
import type { Plan } from "./plan/schema.ts";

/** A run's entries as they were read, with the head that the next ones are chained to. */
export type RunRecords = { readonly runId: string; readonly entries: readonly Entry[]; readonly head: Head };

/** Who works on a run, and under which epoch of the lease. A worker of an older epoch changes nothing. */
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

/** Who signed in, as the identity provider names them. */
export type SignedIn = { readonly issuer: string; readonly subject: string };

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

/**
 * The Infrastructure Records: DynamoDB is the commit point, the object-locked bucket the second copy.
 * Each method is one transaction. Writers that lose a race get EntryConflict, workers of an older epoch LeaseLost,
 * and everybody WorkStopped while the emergency stop is pressed.
 */
export interface Records {
  read(runId: string): Promise<RunRecords>;
  /** How many entries a run has, and the last one's digest: what a page shows of them. */
  head(runId: string): Promise<Head>;
  /**
   * Appends behind `run.head` if the lease still has `work.epoch` and nobody pressed stop. With no facts it only confirms
   * that this worker may still act.
   */
  append(run: RunRecords, work: Work, facts: readonly Fact[]): Promise<RunRecords>;
  /** Waits until the second copies of everything that this worker wrote are made, or could not be. */
  copied(): Promise<void>;
  /** Appends what belongs to no run to the control plane's own chain. */
  note(actor: string, action: string, subject: string, detail: Json): Promise<void>;

  lease(): Promise<Lease>;
  /** The run of that name begins, waits behind the one that has the lease, or was there already. */
  claim(claim: Claim, executionArn: string): Promise<"claimed" | "waiting" | "known">;
  claimOf(runId: string): Promise<Claim | null>;
  claims(): Promise<readonly Claim[]>;
  /** The next epoch, for another execution of the same run. LeaseLost if somebody else took it over first. */
  takeOver(runId: string, epoch: number, executionArn: string, cause: string): Promise<Lease>;
  /** Presses the emergency stop, and writes that down; `already` if it was pressed. */
  stop(by: string, reason: string): Promise<"stopped" | "already">;
  /** Keeps the digest of the code that was sent to a person who wants to go on. */
  keepResumeCode(person: string, codeDigest: Digest, expiresAtMs: number): Promise<void>;
  /** One person's yes to going on, under the code that was sent to them, written down; the second person's releases the stop. */
  resume(
    person: string,
    codeDigest: Digest,
    nowMs: number,
  ): Promise<"agreed" | "resumed" | "wrong-code" | "not-stopped">;
  /** The change that waits for the lease. */
  waiting(): Promise<Claim | null>;
  /** Gives the free lease to a claim that waited; `waiting` if somebody else has it. */
  promote(claim: Claim, executionArn: string): Promise<"claimed" | "waiting">;
  /** Frees the lease behind a sealed run, opens its quarantine if it has one, and answers the change that waits. */
  release(work: Work, seal: Digest, quarantine: Quarantine | null): Promise<Claim | null>;
  /** The quarantines that nobody resolved yet, oldest first. */
  quarantines(): Promise<readonly Quarantine[]>;
  markTold(quarantine: Quarantine): Promise<void>;
  /** Ends a quarantine, and writes down who did it, why, and what was looked for; false if it is none (any more). */
  resolveQuarantine(runId: string, by: string, reason: string, looked: Json): Promise<boolean>;

  /** The runs that SUCCEEDED, oldest first. */
  successes(): Promise<readonly Success[]>;
  recordSuccess(work: Work, success: Success): Promise<void>;
  /** The last change that was made to fail, and whose rollback was proved. */
  lastRehearsal(): Promise<Rehearsal | null>;
  recordRehearsal(rehearsal: Rehearsal): Promise<void>;

  lockedPlan(documentId: string): Promise<Digest | null>;
  lockPlan(documentId: string, plan: Digest, runId: string): Promise<void>;

  /** Opens a gate that was never open, or whose last dossier is void, with its first invitations. */
  openGate(
    run: RunRecords,
    work: Work,
    item: GateItem,
    invitations: readonly Invitation[],
  ): Promise<RunRecords>;
  /** More links to a gate that is open already. */
  invite(invitations: readonly Invitation[]): Promise<void>;
  /** Moves an open gate on and appends what happened; null if it is open no more, and nothing was written. */
  progress(item: GateItem, change: GateProgress, facts: readonly Fact[]): Promise<GateItem | null>;
  gate(runId: string, gate: Gate): Promise<GateItem | null>;
  invitation(idDigest: Digest): Promise<Invitation | null>;
  /**
   * Uses the invitation and moves the gate, conditional on both being open and unexpired, on the dossier, and on the
   * epoch: `late` changes nothing. `seen` is the gate as it was looked at just now; if it has moved since, it is looked
   * at again.
   */
  decide(decision: Decision, seen: GateItem): Promise<{ outcome: "decided" | "late"; gate: GateItem }>;
  /** Moves an open gate to `expired`: its time is over, or for the reason given nobody can answer it. */
  expire(item: GateItem, atMs: number, reason?: string): Promise<boolean>;
  /** Another token waits at a gate that stands already; what was settled in between is to be delivered to it. */
  rearm(item: GateItem, sealedToken: string): Promise<GateItem>;
  /** Takes back what was approved on the strength of a dossier that is true no more. */
  voidGate(run: RunRecords, work: Work, item: GateItem, reason: string): Promise<RunRecords>;
  unanswered(): Promise<readonly GateItem[]>;
  /** The answer was delivered to the token that `item` has; another one that waits by now stays to be answered. */
  markAnswered(item: GateItem): Promise<void>;
}

/** A chain as it is kept: its entries byte for byte, and the head that was written beside them. */
export type KeptChain = { readonly entries: readonly KeptEntry[]; readonly head: Head };

/** The newest checkpoint, which the next one follows. */
export type LastCheckpoint = { readonly number: number; readonly atMs: number; readonly digest: Digest };

/** A disagreement between two tellings of the same. */
export type Divergence = FactOf<"find-divergence">["detail"];

/**
 * The records as they are kept, for whoever compares, vouches for, archives or exports them: bytes, not meanings, and
 * nothing is judged on the way. It writes to the control plane's own chain only.
 */
export interface Ledger {
  kept(chain: string): Promise<KeptChain>;
  /** A span of a chain. */
  keptIn(chain: string, span: Span): Promise<KeptSpan>;
  /** Every run that was claimed, newest first. */
  runs(): Promise<readonly string[]>;
  /** How many of the chain's entries, from the first, were seen with their second copies. */
  copied(chain: string): Promise<number>;
  markCopied(chain: string, count: number): Promise<void>;
  /** The run whose approval locked that plan; null if it never was. */
  lockedIn(documentId: string, plan: Digest): Promise<string | null>;
  /** The seal of that digest, of a run that was claimed before this one; null if there is none. */
  sealBefore(runId: string, digest: Digest): Promise<Envelope | null>;
  /** The newest checkpoint that names the chain. */
  checkpointOf(chain: string): Promise<Envelope | null>;
  /** The archive of a sealed run's histories. */
  archiveOf(runId: string): Promise<Envelope | null>;
  lastCheckpoint(): Promise<LastCheckpoint | null>;
  /**
   * The control plane's own chain, and of the newest runs, the one that has the lease, and `also`, those that moved since a
   * checkpoint named them last, each with how it was named.
   */
  moved(also: string): Promise<readonly { readonly now: ChainHead; readonly named: ChainHead | null }[]>;
  /** Enters a checkpoint behind the head that it saw; false if somebody else wrote first. */
  enterCheckpoint(checkpoint: Checkpoint, envelope: Envelope): Promise<boolean>;
  /** Enters an archive; the same run twice is one archive. */
  enterArchive(archive: HistoryArchive, envelope: Envelope): Promise<void>;
  /** Enters a divergence; false if it was entered before. */
  enterDivergence(divergence: Divergence): Promise<boolean>;
}

/** The second copies of entries, in the object-locked bucket. */
export interface Copies {
  /** Every version of every copy of a span of a chain. */
  list(chain: string, span: Span): Promise<readonly Copy[]>;
  read(copy: Copy): Promise<string>;
  /** Makes a copy that is not there; one that is there stays. */
  make(chain: string, entry: KeptEntry): Promise<void>;
}

/** Step Functions' own account of executions. */
export interface Histories {
  /**
   * What is kept of a run's executions, children too, in the order in which they began; null while one of them runs.
   * @param executions the ARNs of the parents, in their order.
   */
  of(runId: string, executions: readonly string[]): Promise<readonly ExecutionHistory[] | null>;
}

/** Vouches for where the chains end, and for what was archived; the signer looks for itself. */
export interface Notary {
  checkpoint(also: string): Promise<void>;
  archive(runId: string, histories: readonly Digest[]): Promise<void>;
}

/** Tells operators that something is not as it must be. */
export interface Alarms {
  divergences(count: number): Promise<void>;
}

/** Changes, plans, templates and baselines by the digest of their bytes, create-only. */
export interface Changes {
  change(digest: Digest): Promise<Change>;
  plan(digest: Digest): Promise<Plan>;
  template(digest: Digest): Promise<string>;
  /** Keeps bytes under their own digest; the same bytes twice is one object. */
  keep(bytes: string): Promise<Digest>;
}

/** What CloudFormation is asked for: everything that `deployedDigest` of an observed stack is computed over. */
export type StackRequest = {
  readonly stackName: string;
  readonly template: string;
  readonly parameters: Readonly<Record<string, string>>;
  /** Parameters that keep the value they have: CloudFormation never tells the value of a NoEcho one. */
  readonly previous: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
  readonly token: string;
};

/** A stack as it stands, complete enough to be put back. */
export type Baseline = Omit<StackRequest, "token" | "stackName">;

/** The answer to a request: it was taken, refused in CloudFormation's own words, or another operation is in its way. */
export type Asked<T extends string> = T | "busy" | { readonly refused: string };

/** CloudFormation, read. */
export interface StackReader {
  stands(stack: string): Promise<StandingStack>;
  /** The resources that the stack has now. */
  resources(stack: string): Promise<readonly ResourceId[]>;
  /**
   * Every resource that any event of the stack ever named, also after it is gone; with `tokens`, only those that the
   * operations under these tokens named.
   */
  resourcesEver(stackId: string, tokens?: readonly string[]): Promise<readonly ResourceId[]>;
  /** What the stack was deployed with; the stack must stand. */
  baseline(stack: string): Promise<Baseline>;
}

/**
 * CloudFormation, under the environment's service role. The only thing that touches an environment. Requests that are
 * sent again under their token are carried out once. Throws Throttled when CloudFormation wants to be asked later.
 */
export interface Stacks extends StackReader {
  /** How a stack stands, what was done to it last, and its change set of that name. */
  observe(stack: string, changeSet?: string): Promise<ObservedStack>;
  create(request: StackRequest): Promise<Asked<"creating">>;
  /** Asks for a change set of that name: what an update would do to the stack. It changes nothing yet. */
  prepare(request: StackRequest, changeSet: string): Promise<Asked<"preparing">>;
  /** Executes a change set as it was described. */
  execute(stack: string, changeSet: string, token: string): Promise<Asked<"updating">>;
  /** Takes a change set away, so that nobody can execute it any more. One that is not there is fine. */
  withdraw(stack: string, changeSet: string): Promise<void>;
  /** Updates without a change set; `nothing-to-do` when CloudFormation finds no difference that it could deploy. */
  update(request: StackRequest): Promise<Asked<"updating" | "nothing-to-do">>;
  remove(stack: string, token: string): Promise<Asked<"removing">>;
  /** Makes CloudFormation undo an update that is under way. */
  cancelUpdate(stack: string, token: string): Promise<Asked<"cancelling">>;
  /** Makes CloudFormation go on undoing an update that it could not undo; no resource is ever skipped. */
  continueRollback(stack: string, token: string): Promise<Asked<"continuing">>;
}

/** CloudFormation's drift detection. */
export interface DriftDetector {
  /** How a stack's resources differ from its template, as found at or after that time; null while that is being found out. */
  drift(stackId: string, sinceMs: number): Promise<StackDrift | null>;
}

/** A resource as CloudFormation names it. */
export type ResourceId = {
  readonly type: string;
  readonly id: string;
  readonly logicalId: string;
  readonly stack: string;
};

/** Reads resources by describing them. */
export interface Inspector {
  /** The facts of its type, null when it is gone, undefined when no inspector knows the type. */
  inspect(resource: ResourceId): Promise<Inspected | null | undefined>;
}

/** A resource that was found without asking CloudFormation for it; null for an age that is not told. */
export type Found = { readonly type: string; readonly id: string; readonly createdAtMs: number | null };

/** Finds what no stack names any more. What it finds is a hint: each is described before it is believed. */
export interface Finder {
  /** Resources that carry the tag of one of these stacks. */
  byTag(stackIds: readonly string[]): Promise<readonly Found[]>;
  /** Log groups, snapshots and buckets that carry the name, and network interfaces in these networks. */
  byName(name: string, networks: readonly string[]): Promise<readonly Found[]>;
}

/** One line of a log. */
export type LoggedEvent = { readonly atMs: number; readonly stream: string; readonly message: string };

/** Reads logs. */
export interface Logs {
  /** What a group was told since then; `complete` is false when there was too much. Null if there is no such group. */
  read(
    logGroup: string,
    sinceMs: number,
  ): Promise<{ readonly events: readonly LoggedEvent[]; readonly complete: boolean } | null>;
}

/** The content of an environment's buckets. Only what the plan destroys is emptied. */
export interface Buckets {
  /** Whether there is nothing in it, in no version; also when there is no such bucket. */
  isEmpty(bucket: string): Promise<boolean>;
  /** Removes objects, old versions and delete markers, as many as there is time for. */
  empty(bucket: string): Promise<{ readonly removed: number; readonly isEmpty: boolean }>;
}

/** Reads what of networks can be reached from the internet. */
export interface Exposure {
  /** Routes, listeners, open security groups and public addresses, each in words; empty when nothing can be reached. */
  of(networks: readonly string[]): Promise<readonly string[]>;
}

/** Executions of the state machines. */
export interface Executions {
  /** Starts the parent under that name, or adopts the execution that has it already; answers its ARN. */
  start(name: string, input: { readonly runId: string; readonly epoch: number }): Promise<string>;
  /** The ARN that an execution of that name has, whether it was started or not. */
  arnOf(name: string): string;
  status(
    executionArn: string,
  ): Promise<"RUNNING" | "SUCCEEDED" | "FAILED" | "TIMED_OUT" | "ABORTED" | "GONE">;
}

/** Child executions, by their names. */
export interface Children {
  /** Stops every child of the run that is still running in one of these epochs. */
  stop(runId: string, epochs: readonly number[], cause: string): Promise<void>;
}

/** The way to wake an execution that waits at a gate. */
export interface Callbacks {
  /** Opens the sealed token and answers it; false if the gate had been answered or its execution is gone. */
  answer(gate: Pick<GateItem, "runId" | "gate" | "sealedToken">): Promise<boolean>;
}

/** Seals task tokens, bound to their run and gate. Who seals cannot open. */
export interface TokenSeal {
  seal(taskToken: string, about: { readonly runId: string; readonly gate: Gate }): Promise<string>;
}

/** What is known of a browser, by the SHA-256 of its cookie: that it guessed, and that it signed in. */
export interface Browsers {
  /** Until when the browser's answers are not looked at; 0 if they are. */
  slowedUntilMs(browser: Digest): Promise<number>;
  /** Counts a wrong challenge: the more of them, the longer the next answer is not looked at. */
  guessedWrong(browser: Digest, nowMs: number): Promise<void>;
  /** Keeps that somebody signed in for one invitation. */
  keepSignIn(browser: Digest, signIn: SignIn): Promise<void>;
  signIn(browser: Digest): Promise<SignIn | null>;
}

/** A sign-in for one invitation, for a while. */
export type SignIn = SignedIn & { readonly invitation: Digest; readonly expiresAtMs: number };

/** What must be known again when a browser comes back from signing in. */
export type SignInChallenge = {
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: string;
};

/** Where people sign in, for gates that ask for it. */
export interface IdentityProvider {
  /** Where the browser goes to sign in. */
  begin(): Promise<{ readonly url: string; readonly flow: SignInChallenge }>;
  /** Who signed in, from what the browser came back with. Throws whatever is wrong with it. */
  finish(query: Readonly<Record<string, string>>, flow: SignInChallenge): Promise<SignedIn>;
}

/** How this installation is known to its identity provider. */
export type OidcSettings = {
  readonly issuer: string;
  readonly clientId: string;
  /** The name or ARN of the secret that holds the client's secret. */
  readonly clientSecretName: string;
};

/** Whether a person of the directory has a way to be reached that they confirmed. */
export interface Subscriptions {
  /** Every way, with what is wrong with it; `problem` is null for one that may be relied on. */
  of(approver: Pick<Approver, "id" | "address">): Promise<readonly Subscription[]>;
}

/** One way in which an approver is told. */
export type Subscription = { readonly through: string; readonly problem: string | null };

/** Mail to approvers, one topic each. Throws when a message was not accepted. */
export interface Notices {
  /** The address of the page behind an invitation. */
  linkTo(secret: string): string;
  send(approver: string, subject: string, text: string): Promise<void>;
}

/** What may be stated about a run; the signer reads the entries again and refuses what they do not support. */
export type Statement = {
  readonly statement: StatementKind;
  readonly about: Environment | Gate | "run";
};

/** The only way to a signature. */
export interface Signer {
  sign(work: Work, statement: Statement): Promise<Envelope>;
  publicKeyPem(): Promise<string>;
}

/** The private key, which only `sign-receipt` may use. */
export interface SigningKey {
  /** The DER signature over the SHA-256 of `bytes`. */
  sign(bytes: Uint8Array): Promise<Uint8Array>;
  publicKeyPem(): Promise<string>;
}

/** One person of the directory. */
export type Approver = {
  readonly id: string;
  readonly name: string;
  readonly address: string;
  /** E-mail addresses under which the person commits: nobody decides on their own commit. */
  readonly identities: readonly string[];
  /** How the identity provider names the person, for gates that ask for a sign-in. */
  readonly oidc?: SignedIn | undefined;
};

/** What the deployment says, read once. */
export type Settings = {
  readonly application: string;
  /** The approver id of the one person who locks plans. */
  readonly platformOwner: string;
  readonly approvers: readonly Approver[];
  /** Addresses, or `*@domain`, of people who commit and approve nothing. */
  readonly committers: readonly string[];
  /** Where a sandbox's mails go instead of by e-mail. */
  readonly mailRelay?: string | undefined;
  /** Where people sign in; absent if nobody has to. */
  readonly oidc?: OidcSettings | undefined;
  /** Where approvers reach the pages: the only origin that forms are taken from. */
  readonly approvalsUrl: string;
  readonly waivers: readonly { readonly check: string; readonly fact: string; readonly reason: string }[];
  /** How long after the first look that finds nothing left the second comes. */
  readonly quietSeconds: number;
};

/** Unguessable ids. */
export interface Ids {
  /** 256 random bits, base64url. */
  secret(): string;
}

/** Time, and the only way to let some pass. */
export interface Clock {
  nowMs(): number;
  pause(ms: number): Promise<void>;
}
