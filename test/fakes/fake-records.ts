import { canonicalJson, type Json } from "../../lib/domain/canonical.ts";
import { entryConflict, leaseLost, workStopped } from "../../lib/domain/errors.ts";
import { decided, isLate } from "../../lib/domain/gate/decided.ts";
import { chainFacts, emptyHead } from "../../lib/domain/records/entry.ts";
import type { Fact } from "../../lib/domain/records/facts.ts";
import type { Clock } from "../../lib/ports/clock/port.ts";
import type {
  Claim,
  Decision,
  GateItem,
  GateProgress,
  Invitation,
  Lease,
  Quarantine,
  Records,
  Rehearsal,
  RunRecords,
  Success,
  Work,
} from "../../lib/ports/records/port.ts";

/** The records in memory, with the conditions of the real ones: the contract suite holds both to the same sentences. */
export class FakeRecords implements Records {
  private readonly runs = new Map<string, RunRecords>();
  private readonly claimed = new Map<string, Claim>();
  private readonly locks = new Map<string, string>();
  private readonly lockingRuns = new Map<string, string>();
  private readonly gates = new Map<string, GateItem>();
  private readonly invitations = new Map<string, Invitation>();
  private readonly outbox = new Set<string>();
  private readonly succeeded: Success[] = [];
  /** Where others come in between the reading and the writing of a decision; a test schedules it. */
  meanwhile: () => Promise<void> = async () => undefined;
  private readonly resumeCodes = new Map<string, { codeDigest: string; expiresAtMs: number }>();
  private held: Lease = {
    runId: null,
    executionArn: null,
    epoch: 0,
    previousSeal: null,
    cause: null,
    stopped: null,
  };
  private behind: Claim | null = null;
  private readonly clock: Clock;

  constructor(clock: Clock) {
    this.clock = clock;
  }

  async read(runId: string) {
    return this.runs.get(runId) ?? { runId, entries: [], head: emptyHead };
  }

  async head(runId: string) {
    return (await this.read(runId)).head;
  }

  /** Appends without asking for the lease: what people, the clock and the control plane itself say. */
  write(run: RunRecords, actor: string, facts: readonly Fact[]): RunRecords {
    const now = this.runs.get(run.runId)?.head ?? emptyHead;
    if (canonicalJson(now) !== canonicalJson(run.head))
      throw entryConflict(`somebody wrote behind entry ${run.head.count} first`);
    const at = new Date(this.clock.nowMs()).toISOString();
    const { entries, head } = chainFacts(run.head, facts, { runId: run.runId, actor, at });
    const next = { runId: run.runId, entries: [...run.entries, ...entries], head };
    this.runs.set(run.runId, next);
    return next;
  }

  private refuseIfStopped() {
    if (this.held.stopped !== null) throw workStopped(`${this.held.stopped.by} stopped all work`);
  }

  async append(run: RunRecords, work: Parameters<Records["append"]>[1], facts: readonly Fact[]) {
    this.refuseIfStopped();
    if (this.held.runId !== work.runId || this.held.epoch !== work.epoch)
      throw leaseLost(`${work.runId} is no longer worked on in epoch ${work.epoch}`);
    return this.write(run, work.actor, facts);
  }

  async copied() {}

  async note(actor: string, about: string, subject: string, detail: Parameters<Records["note"]>[3]) {
    const fact = {
      action: "note",
      kind: "observation",
      subject,
      detail: { about, detail: canonicalJson(detail) },
    } as const;
    this.write(await this.read("control-plane"), actor, [fact]);
  }

  async lease() {
    return this.held;
  }

  async claim(claim: Claim, executionArn: string) {
    if (this.claimed.has(claim.runId)) return "known" as const;
    this.claimed.set(claim.runId, claim);
    if (this.held.runId !== null || this.held.stopped !== null || this.behind !== null) {
      this.behind = claim;
      return "waiting" as const;
    }
    this.held = { ...this.held, runId: claim.runId, executionArn, epoch: this.held.epoch + 1 };
    return "claimed" as const;
  }

  async claimOf(runId: string) {
    return this.claimed.get(runId) ?? null;
  }

  async claims() {
    return [...this.claimed.values()].toReversed();
  }

  async waiting() {
    return this.behind;
  }

  async promote(claim: Claim, executionArn: string) {
    if (this.held.runId !== null || this.held.stopped !== null || this.behind?.runId !== claim.runId)
      return "waiting" as const;
    this.behind = null;
    this.held = { ...this.held, runId: claim.runId, executionArn, epoch: this.held.epoch + 1 };
    return "claimed" as const;
  }

  async takeOver(runId: string, epoch: number, executionArn: string, cause: string) {
    this.refuseIfStopped();
    if (this.held.runId !== runId || this.held.epoch !== epoch - 1)
      throw leaseLost(`the lease of ${runId} was taken over by somebody else first`);
    this.held = { ...this.held, executionArn, epoch, cause };
    return this.held;
  }

  private readonly quarantined = new Map<string, Quarantine>();

  async quarantines() {
    return [...this.quarantined.values()];
  }

  async markTold(quarantine: Quarantine) {
    this.quarantined.set(quarantine.runId, { ...quarantine, told: true });
  }

  async resolveQuarantine(runId: string, by: string, reason: string, looked: Json) {
    if (!this.quarantined.delete(runId)) return false;
    await this.note("resolve-quarantine", "resolve-quarantine", runId, { by, reason, looked });
    return true;
  }

  async release(
    { runId, epoch }: { runId: string; epoch: number },
    seal: string,
    quarantine: Quarantine | null,
  ) {
    this.refuseIfStopped();
    if (this.held.runId === runId && this.held.epoch === epoch) {
      this.held = { ...this.held, runId: null, executionArn: null, previousSeal: seal };
      if (quarantine !== null) this.quarantined.set(runId, quarantine);
    } else if (this.held.previousSeal !== seal) throw leaseLost(`the lease of ${runId} was taken over`);
    return this.behind;
  }

  async stop(by: string, reason: string) {
    if (this.held.stopped !== null) return "already" as const;
    await this.note("stop-work", "stop", this.held.runId ?? "control-plane", { by, reason });
    this.held = { ...this.held, stopped: { atMs: this.clock.nowMs(), by, reason, agreed: [] } };
    return "stopped" as const;
  }

  async keepResumeCode(person: string, codeDigest: string, expiresAtMs: number) {
    this.resumeCodes.set(person, { codeDigest, expiresAtMs });
  }

  async resume(person: string, codeDigest: string, nowMs: number) {
    const { stopped, runId } = this.held;
    if (stopped === null) return "not-stopped" as const;
    const code = this.resumeCodes.get(person);
    if (code?.codeDigest !== codeDigest || code.expiresAtMs <= nowMs) return "wrong-code" as const;
    this.resumeCodes.delete(person);
    const agreed = [...new Set([...stopped.agreed, person])];
    const goesOn = agreed.length >= 2;
    await this.note(person, goesOn ? "resume" : "agree-to-resume", runId ?? "control-plane", { agreed });
    this.held = { ...this.held, stopped: goesOn ? null : { ...stopped, agreed } };
    return goesOn ? ("resumed" as const) : ("agreed" as const);
  }

  async lockedPlan(documentId: string) {
    return this.locks.get(documentId) ?? null;
  }

  async lockPlan(documentId: string, plan: string, runId: string) {
    this.locks.set(documentId, plan);
    this.lockingRuns.set(`${documentId} ${plan}`, runId);
  }

  lockedIn(documentId: string, plan: string): string | null {
    return this.lockingRuns.get(`${documentId} ${plan}`) ?? null;
  }

  async successes() {
    return [...this.succeeded];
  }

  async recordSuccess(_work: Work, success: Success) {
    this.succeeded.push(success);
  }

  private rehearsed: Rehearsal | null = null;

  async lastRehearsal() {
    return this.rehearsed;
  }

  async recordRehearsal(rehearsal: Rehearsal) {
    this.rehearsed = rehearsal;
  }

  async openGate(run: RunRecords, work: Work, item: GateItem, invitations: readonly Invitation[]) {
    const key = keyOf(item);
    const there = this.gates.get(key);
    if (there !== undefined && there.state !== "void")
      throw entryConflict(`the gate ${item.gate} was opened by somebody else first`);
    const { gate, dossierDigest, approvers, quorum, expiresAtMs } = item;
    const detail = { gate, dossierDigest, approvers: [...approvers], quorum, expiresAtMs };
    const next = await this.append(run, work, [
      { action: "open-gate", kind: "outcome", subject: gate, detail },
    ]);
    this.gates.set(key, item);
    await this.invite(invitations);
    return next;
  }

  async invite(invitations: readonly Invitation[]) {
    for (const invitation of invitations) this.invitations.set(invitation.idDigest, invitation);
  }

  async progress(item: GateItem, change: GateProgress, facts: readonly Fact[]) {
    const seen = this.gates.get(keyOf(item));
    if (seen?.state !== "open" || seen.dossierDigest !== item.dossierDigest) return null;
    if (facts.length > 0) this.write(await this.read(item.runId), "notices", facts);
    const next = { ...seen, ...change };
    this.gates.set(keyOf(item), next);
    return next;
  }

  async gate(runId: string, gate: string) {
    return this.gates.get(`${runId} ${gate}`) ?? null;
  }

  async invitation(idDigest: string) {
    return this.invitations.get(idDigest) ?? null;
  }

  /** Reads, lets others in between, and commits only what is still true: as the transaction of the real ones does. */
  async decide(decision: Decision, before: GateItem) {
    const { runId, gate, approver, idDigest } = decision.invitation;
    const key = `${runId} ${gate}`;
    let looked: readonly [GateItem, Invitation, { runId: string | null; epoch: number }] | null = [
      before,
      decision.invitation,
      before,
    ];
    for (;;) {
      const [seen, kept, held] = looked ?? [this.gates.get(key), this.invitations.get(idDigest), this.held];
      looked = null;
      if (seen === undefined) throw entryConflict(`the gate ${gate} of ${runId} is not there`);
      if (kept === undefined || isLate(seen, kept, held, decision.atMs))
        return { outcome: "late" as const, gate: seen };
      const run = await this.read(runId);
      await this.meanwhile();
      const untouched =
        this.gates.get(key) === seen &&
        this.invitations.get(idDigest) === kept &&
        this.held.runId === seen.runId &&
        this.held.epoch === seen.epoch;
      if (!untouched || (await this.read(runId)) !== run) continue;
      const { gate: becomes, fact } = decided(seen, decision);
      this.write(run, approver, [fact]);
      this.gates.set(key, becomes);
      this.invitations.set(idDigest, { ...kept, state: "used" });
      if (becomes.state !== "open") this.outbox.add(key);
      return { outcome: "decided" as const, gate: becomes };
    }
  }

  async expire(item: GateItem, atMs: number, reason?: string) {
    const key = keyOf(item);
    for (;;) {
      const seen = this.gates.get(key);
      if (seen?.state !== "open") return false;
      const run = await this.read(item.runId);
      await this.meanwhile();
      if (this.gates.get(key) !== seen || (await this.read(item.runId)) !== run) continue;
      this.write(run, "clock", [
        {
          action: "expire-gate",
          kind: "observation",
          subject: item.gate,
          detail: { gate: item.gate, expiredAtMs: atMs, ...(reason === undefined ? {} : { reason }) },
        },
      ]);
      this.gates.set(key, { ...seen, state: "expired" });
      this.outbox.add(key);
      return true;
    }
  }

  async voidGate(run: RunRecords, work: Work, item: GateItem, reason: string) {
    const seen = this.gates.get(keyOf(item));
    if (seen?.state !== "approved" || seen.dossierDigest !== item.dossierDigest)
      throw entryConflict(`the gate ${item.gate} was moved by somebody else first`);
    const { gate, dossierDigest } = item;
    const next = await this.append(run, work, [
      { action: "void-gate", kind: "observation", subject: gate, detail: { gate, dossierDigest, reason } },
    ]);
    this.gates.set(keyOf(item), { ...seen, state: "void" });
    return next;
  }

  async rearm(item: GateItem, sealedToken: string) {
    const seen = this.gates.get(keyOf(item));
    if (seen === undefined) throw entryConflict(`the gate ${item.gate} is gone`);
    const next = { ...seen, sealedToken, answered: false };
    this.gates.set(keyOf(item), next);
    if (next.state !== "open") this.outbox.add(keyOf(item));
    return next;
  }

  async unanswered() {
    return [...this.outbox].flatMap((key) => this.gates.get(key) ?? []);
  }

  async markAnswered(item: GateItem) {
    const seen = this.gates.get(keyOf(item));
    if (seen?.sealedToken !== item.sealedToken) return;
    this.gates.set(keyOf(item), { ...seen, answered: true });
    this.outbox.delete(keyOf(item));
  }
}

const keyOf = ({ runId, gate }: { readonly runId: string; readonly gate: string }) => `${runId} ${gate}`;
