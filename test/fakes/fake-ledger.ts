import { canonicalJson, digestOf, type Json } from "../../lib/domain/canonical.ts";
import { type ChainHead, type Checkpoint, ownChain } from "../../lib/domain/records/checkpoint.ts";
import type { KeptSpan, Span } from "../../lib/domain/records/compare.ts";
import { type Envelope, envelopeDigest } from "../../lib/domain/records/dsse.ts";
import type { Entry, KeptEntry } from "../../lib/domain/records/entry.ts";
import type { HistoryArchive } from "../../lib/domain/records/history.ts";
import type { Divergence, KeptChain, LastCheckpoint, Ledger } from "../../lib/ports/ledger/port.ts";
import type { FakeRecords } from "./fake-records.ts";

/** The bytes of an entry, as the table has them. */
export const keptOf = ({ digest, ...body }: Entry): KeptEntry => ({
  sequence: body.sequence,
  bytes: canonicalJson(body as unknown as Json),
  digest,
});

/** The ledger over the records in memory. */
export class FakeLedger implements Ledger {
  private readonly named = new Map<string, { head: ChainHead; envelope: Envelope }>();
  private readonly archives = new Map<string, Envelope>();
  private readonly divergences = new Map<string, Divergence>();
  private readonly marks = new Map<string, number>();
  private last: LastCheckpoint | null = null;
  private readonly records: FakeRecords;

  constructor(records: FakeRecords) {
    this.records = records;
  }

  async kept(chain: string): Promise<KeptChain> {
    const { entries, head } = await this.records.read(chain);
    return { entries: entries.map(keptOf), head };
  }

  async keptIn(chain: string, { from, to }: Span): Promise<KeptSpan> {
    const { entries, head } = await this.kept(chain);
    return { from, entries: entries.slice(from - 1, to ?? entries.length), head: to === null ? head : null };
  }

  async runs() {
    return (await this.records.claims()).map(({ runId }) => runId);
  }

  async copied(chain: string) {
    return this.marks.get(chain) ?? 0;
  }

  async markCopied(chain: string, count: number) {
    this.marks.set(chain, count);
  }

  async lockedIn(documentId: string, plan: string) {
    return this.records.lockedIn(documentId, plan);
  }

  async sealBefore(runId: string, digest: string) {
    for (const claim of await this.records.claims()) {
      const seal = claim.runId === runId ? undefined : (await this.records.read(claim.runId)).entries.at(-1);
      if (seal?.action === "sign-receipt" && envelopeDigest(seal.detail.envelope) === digest)
        return seal.detail.envelope;
    }
    return null;
  }

  async checkpointOf(chain: string) {
    return this.named.get(chain)?.envelope ?? null;
  }

  async archiveOf(runId: string) {
    return this.archives.get(runId) ?? null;
  }

  async lastCheckpoint() {
    return this.last;
  }

  async moved() {
    const chains = [ownChain, ...(await this.records.claims()).map(({ runId }) => runId)];
    const heads = await Promise.all(
      chains.map(async (chain) => {
        const { count, head } = (await this.records.read(chain)).head;
        const archive = this.archives.get(chain);
        const history = archive === undefined ? null : envelopeDigest(archive);
        const named = this.named.get(chain)?.head ?? null;
        return head === null ? [] : [{ now: { chain, count, head, history }, named }];
      }),
    );
    return heads
      .flat()
      .filter(
        ({ now, named }) =>
          now.chain === ownChain || named === null || digestOf({ ...now }) !== digestOf({ ...named }),
      );
  }

  async enterCheckpoint(checkpoint: Checkpoint, envelope: Envelope) {
    const own = (await this.records.read(ownChain)).head;
    const seen = checkpoint.chains.find(({ chain }) => chain === ownChain);
    if (own.head !== (seen?.head ?? null)) return false;
    await this.enter("sign-receipt", {
      action: "take-checkpoint",
      kind: "outcome",
      subject: ownChain,
      detail: { number: checkpoint.number, envelope },
    });
    for (const head of checkpoint.chains) this.named.set(head.chain, { head, envelope });
    this.last = {
      number: checkpoint.number,
      atMs: Date.parse(checkpoint.at),
      digest: envelopeDigest(envelope),
    };
    return true;
  }

  async enterArchive({ runId, executions }: HistoryArchive, envelope: Envelope) {
    if (this.archives.has(runId)) return;
    await this.enter("sign-receipt", {
      action: "archive-history",
      kind: "outcome",
      subject: runId,
      detail: { runId, executions: executions.length, envelope },
    });
    this.archives.set(runId, envelope);
  }

  async enterDivergence(divergence: Divergence) {
    const digest = digestOf(divergence);
    if (this.divergences.has(digest)) return false;
    await this.enter("watch-records", {
      action: "find-divergence",
      kind: "observation",
      subject: divergence.runId,
      detail: divergence,
    });
    this.divergences.set(digest, divergence);
    return true;
  }

  private async enter(actor: string, fact: Parameters<FakeRecords["write"]>[2][number]) {
    this.records.write(await this.records.read(ownChain), actor, [fact]);
  }
}
