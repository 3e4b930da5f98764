import { canonicalJson } from "../../lib/domain/canonical.ts";
import { entryConflict, leaseLost } from "../../lib/domain/errors.ts";
import { chainFacts, emptyHead } from "../../lib/domain/records/entry.ts";
import type { Fact } from "../../lib/domain/records/facts.ts";
import type { Claim, Clock, GateItem, Invitation, Lease, Records, RunRecords } from "../../lib/ports.ts";

/** The records in memory, with the conditions of the real ones: the contract suite holds both to the same sentences. */
export class FakeRecords implements Records {
  private readonly runs = new Map<string, RunRecords>();
  private readonly claimed = new Map<string, Claim>();
  private readonly locks = new Map<string, string>();
  private readonly gates = new Map<string, GateItem>();
  private readonly invitations = new Map<string, Invitation>();
  private readonly outbox = new Set<string>();
  private held: Lease = { runId: null, executionArn: null, epoch: 0, previousSeal: null };
  private behind: Claim | null = null;
  private readonly clock: Clock;

  constructor(clock: Clock) {
    this.clock = clock;
  }

  async read(runId: string) {
    return this.runs.get(runId) ?? { runId, entries: [], head: emptyHead };
  }

  private put(run: RunRecords, actor: string, facts: readonly Fact[]): RunRecords {
    const now = this.runs.get(run.runId)?.head ?? emptyHead;
    if (canonicalJson(now) !== canonicalJson(run.head))
      throw entryConflict(`somebody wrote behind entry ${run.head.count} first`);
    const at = new Date(this.clock.nowMs()).toISOString();
    const { entries, head } = chainFacts(run.head, facts, { runId: run.runId, actor, at });
    const next = { runId: run.runId, entries: [...run.entries, ...entries], head };
    this.runs.set(run.runId, next);
    return next;
  }

  async append(run: RunRecords, work: Parameters<Records["append"]>[1], facts: readonly Fact[]) {
    if (this.held.runId !== work.runId || this.held.epoch !== work.epoch)
      throw leaseLost(`${work.runId} is no longer worked on in epoch ${work.epoch}`);
    return this.put(run, work.actor, facts);
  }

  async copied() {}

  async note(actor: string, about: string, subject: string, detail: Parameters<Records["note"]>[3]) {
    const fact = {
      action: "note",
      kind: "observation",
      subject,
      detail: { about, detail: canonicalJson(detail) },
    } as const;
    this.put(await this.read("control-plane"), actor, [fact]);
  }

  async lease() {
    return this.held;
  }

  async claim(claim: Claim, executionArn: string) {
    if (this.claimed.has(claim.runId)) return "known" as const;
    this.claimed.set(claim.runId, claim);
    if (this.held.runId !== null || this.behind !== null) {
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
    if (this.held.runId !== null || this.behind?.runId !== claim.runId) return "waiting" as const;
    this.behind = null;
    this.held = { ...this.held, runId: claim.runId, executionArn, epoch: this.held.epoch + 1 };
    return "claimed" as const;
  }

  async takeOver(runId: string, epoch: number, executionArn: string) {
    if (this.held.runId !== runId || this.held.epoch !== epoch - 1)
      throw leaseLost(`the lease of ${runId} was taken over by somebody else first`);
    this.held = { ...this.held, executionArn, epoch };
    return this.held;
  }

  async release({ runId, epoch }: { runId: string; epoch: number }, seal: string) {
    if (this.held.runId === runId && this.held.epoch === epoch)
      this.held = { ...this.held, runId: null, executionArn: null, previousSeal: seal };
    else if (this.held.previousSeal !== seal) throw leaseLost(`the lease of ${runId} was taken over`);
    return this.behind;
  }

  async lockedPlan(documentId: string) {
    return this.locks.get(documentId) ?? null;
  }

  async lockPlan(documentId: string, plan: string) {
    this.locks.set(documentId, plan);
  }

  async openGate(
    run: RunRecords,
    work: Parameters<Records["openGate"]>[1],
    item: GateItem,
    invitations: readonly Invitation[],
  ) {
    const key = `${item.runId} ${item.gate}`;
    if (this.gates.has(key)) throw entryConflict(`the gate ${item.gate} was opened by somebody else first`);
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

  async gate(runId: string, gate: string) {
    return this.gates.get(`${runId} ${gate}`) ?? null;
  }

  async invitation(idDigest: string) {
    return this.invitations.get(idDigest) ?? null;
  }

  async decide({ invitation, decision, reason, atMs }: Parameters<Records["decide"]>[0]) {
    const { runId, gate, approver, dossierDigest, idDigest } = invitation;
    const key = `${runId} ${gate}`;
    const seen = this.gates.get(key);
    if (seen === undefined) throw entryConflict(`the gate ${gate} of ${runId} is not there`);
    const kept = this.invitations.get(idDigest);
    if (
      seen.state !== "open" ||
      seen.expiresAtMs <= atMs ||
      kept?.state !== "open" ||
      seen.approvedBy.includes(approver)
    )
      return { outcome: "late" as const, gate: seen };
    const approvedBy = decision === "approve" ? [...seen.approvedBy, approver] : seen.approvedBy;
    const state = decision === "reject" ? "rejected" : approvedBy.length >= seen.quorum ? "approved" : "open";
    this.put(await this.read(runId), approver, [
      {
        action: "decide-gate",
        kind: "decision",
        subject: gate,
        detail: { gate, decision, approver, basis: "possession of the mailbox", reason, dossierDigest },
      },
    ]);
    const becomes = { ...seen, approvedBy, state } as const;
    this.gates.set(key, becomes);
    this.invitations.set(idDigest, { ...kept, state: "used" });
    if (state !== "open") this.outbox.add(key);
    return { outcome: "decided" as const, gate: becomes };
  }

  async expire(item: GateItem, atMs: number) {
    const key = `${item.runId} ${item.gate}`;
    if (this.gates.get(key)?.state !== "open") return false;
    this.put(await this.read(item.runId), "sweep", [
      {
        action: "expire-gate",
        kind: "observation",
        subject: item.gate,
        detail: { gate: item.gate, expiredAtMs: atMs },
      },
    ]);
    this.gates.set(key, { ...item, state: "expired" });
    this.outbox.add(key);
    return true;
  }

  async unanswered() {
    return [...this.outbox].flatMap((key) => this.gates.get(key) ?? []);
  }

  async markAnswered({ runId, gate }: GateItem) {
    this.outbox.delete(`${runId} ${gate}`);
  }
}
