import { GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import { digestOf } from "../../domain/canonical.ts";
import { isInterlockError } from "../../domain/errors.ts";
import type { GateItem } from "../../domain/gate/gate-item.ts";
import { gates } from "../../domain/gates.ts";
import { type ChainHead, ownChain } from "../../domain/records/checkpoint.ts";
import { type Envelope, envelopeDigest, keyFingerprint, type Trusted } from "../../domain/records/dsse.ts";
import { type Entry, emptyHead, readKept } from "../../domain/records/entry.ts";
import type { Fact } from "../../domain/records/facts.ts";
import { keysDigest, openNamedKeys } from "../../domain/records/named-keys.ts";
import type { Claim } from "../../domain/run/lease.ts";
import type { Clock } from "../clock/port.ts";
import { appendWrites, keptChain, keptIn, readHead, type Store } from "../shared/chain/entries.ts";
import { enterInOwnChain } from "../shared/chain/notes.ts";
import type { Commit } from "../shared/chain/say.ts";
import { copyEntries } from "../shared/chain/second-copies.ts";
import { introductionsIn } from "../shared/introductions.ts";
import { divergenceWrite } from "../shared/listed-runs.ts";
import { documents, getAll, itemsIn, type Key, keys, transact, type Write } from "../shared/records-table.ts";
import type { Ledger } from "./port.ts";

/** The number of newest runs that can have moved since the last checkpoint: only one run is active at a time. */
const newestRuns = 20;
const entriesAtOnce = 1_000;

/** The records as kept bytes, in the table and bucket to which `recordsIn` writes. */
export const ledgerIn = ({ clock, ...store }: Store & { readonly clock: Clock }): Ledger => {
  const TableName = store.tableName;
  const get = async (key: Key) =>
    (await documents.send(new GetCommand({ TableName, Key: key, ConsistentRead: true }))).Item;

  async function* claimedBefore(before: string): AsyncGenerator<Claim> {
    const which = { where: "sk < :before", values: { ":before": before }, newestFirst: true };
    for await (const item of itemsIn(TableName, keys.listed(0, "").pk, which)) yield item["claim"] as Claim;
  }

  const commit: Commit = async (next, ...more) => {
    const failed = await transact([...next.writes, ...more]);
    if (failed === null) await copyEntries(store, next.run.runId, next.kept);
    return failed;
  };
  const enterOnce = (actor: string, fact: Fact, ...once: readonly Write[]) =>
    enterInOwnChain({ store, commit, clock }, actor, fact, ...once);
  const putOnce = (key: Key, item: Readonly<Record<string, unknown>>): Write => ({
    Put: { TableName, Item: { ...key, ...item }, ConditionExpression: "attribute_not_exists(pk)" },
  });

  return {
    kept: (chain) => keptChain(store, chain),
    keptIn: (chain, span) => keptIn(store, chain, span),
    async runs() {
      const runs: string[] = [];
      for await (const { runId } of claimedBefore("~")) runs.push(runId);
      return runs;
    },
    async copied(chain) {
      return Number((await get(keys.copied(chain)))?.["count"] ?? 0);
    },
    async markCopied(chain, count) {
      await documents.send(new PutCommand({ TableName, Item: { ...keys.copied(chain), count } }));
    },
    async itemsOf(runId, documentId) {
      const lease = keys.lease(store.application);
      const lock = keys.lock(documentId);
      const wanted = [...gates.map((gate) => keys.gate(runId, gate)), lease, lock];
      const items = await getAll(TableName, wanted);
      const at = ({ pk, sk }: Key) => items.get(`${pk} ${sk}`);
      const [held, locked] = [at(lease), at(lock)];
      return {
        gates: gates.flatMap((gate) => (at(keys.gate(runId, gate))?.["gate"] as GateItem | undefined) ?? []),
        lease:
          held === undefined ? null : { runId: held["runId"] as string | null, epoch: Number(held["epoch"]) },
        lock: locked === undefined ? null : { plan: String(locked["plan"]), runId: String(locked["runId"]) },
      };
    },
    async lockedIn(documentId, plan) {
      const item = await get(keys.lockOf(documentId, plan));
      return item === undefined ? null : String(item["runId"]);
    },
    async sealBefore(runId, digest) {
      const own = (await get(keys.claim(runId)))?.["claim"] as Claim | undefined;
      const before = own === undefined ? "~" : keys.listed(own.claimedAtMs, runId).sk;
      for await (const claim of claimedBefore(before)) {
        const { count } = await readHead(store, claim.runId);
        const last = count === 0 ? undefined : await get(keys.entry(claim.runId, count));
        const envelope = last === undefined ? null : envelopeIn(last);
        if (envelope !== null && envelopeDigest(envelope) === digest) return envelope;
      }
      return null;
    },
    async checkpointOf(chain) {
      return ((await get(keys.named(chain)))?.["envelope"] as Envelope | undefined) ?? null;
    },
    async archiveOf(runId) {
      return ((await get(keys.archive(runId)))?.["envelope"] as Envelope | undefined) ?? null;
    },
    async supersessionOf(runId) {
      return ((await get(keys.superseded(runId)))?.["envelope"] as Envelope | undefined) ?? null;
    },
    async lastCheckpoint() {
      const item = await get(keys.lastCheckpoint);
      if (item === undefined) return null;
      return {
        number: Number(item["number"]),
        atMs: Number(item["atMs"]),
        digest: String(item["digest"]),
      };
    },
    async moved(also) {
      const newest: string[] = [];
      for await (const { runId } of claimedBefore("~")) if (newest.push(runId) >= newestRuns) break;
      const lease = await get(keys.lease(store.application));
      const chains = new Set([ownChain, also, String(lease?.["runId"] ?? ownChain), ...newest]);
      const wanted = [...chains].flatMap((chain) => [
        keys.head(chain),
        keys.named(chain),
        keys.archive(chain),
      ]);
      const items = await getAll(TableName, wanted);
      const at = ({ pk, sk }: Key) => items.get(`${pk} ${sk}`);
      return [...chains].flatMap((chain) => {
        const head = at(keys.head(chain));
        if (head === undefined) return [];
        const archive = at(keys.archive(chain))?.["envelope"] as Envelope | undefined;
        const now: ChainHead = {
          chain,
          count: Number(head["count"]),
          head: String(head["head"]),
          history: archive === undefined ? null : envelopeDigest(archive),
        };
        const named = (at(keys.named(chain))?.["named"] as ChainHead | undefined) ?? null;
        const isMoved = named === null || digestOf({ ...now }) !== digestOf({ ...named });
        return isMoved || chain === ownChain ? [{ now, named }] : [];
      });
    },
    async enterCheckpoint(checkpoint, envelope) {
      const { number, at, chains } = checkpoint;
      const own = chains.find(({ chain }) => chain === ownChain);
      const atMs = Date.parse(at);
      const chain = { runId: ownChain, entries: [], head: own ?? emptyHead };
      const next = appendWrites(store, chain, { actor: "sign-receipt", atMs }, [
        { action: "take-checkpoint", kind: "outcome", subject: ownChain, detail: { number, envelope } },
      ]);
      const failed = await commit(
        next,
        {
          Put: {
            TableName,
            Item: { ...keys.lastCheckpoint, number, atMs, digest: envelopeDigest(envelope) },
            ConditionExpression: "attribute_not_exists(pk) OR #number < :number",
            ExpressionAttributeNames: { "#number": "number" },
            ExpressionAttributeValues: { ":number": number },
          },
        },
        ...chains.map(
          (named): Write => ({ Put: { TableName, Item: { ...keys.named(named.chain), named, envelope } } }),
        ),
      );
      return failed === null;
    },
    async lastKeys() {
      const item = await get(keys.lastKeys);
      return item === undefined ? null : String(item["digest"]);
    },
    async enterKeys(named, envelope) {
      const fact: Fact = { action: "name-keys", kind: "outcome", subject: ownChain, detail: { envelope } };
      const digest = keysDigest(named);
      await enterOnce("sign-receipt", fact, {
        Put: {
          TableName,
          Item: { ...keys.lastKeys, digest },
          ...(named.previous === null
            ? { ConditionExpression: "attribute_not_exists(pk)" }
            : {
                ConditionExpression: "digest = :previous",
                ExpressionAttributeValues: { ":previous": named.previous },
              }),
        },
      });
    },
    introductions: () => introductionsIn(TableName),
    async introductionsEntered() {
      let entered = 0;
      for await (const entry of ownEntries(store)) if (entry.action === "introduce-key") entered += 1;
      return entered;
    },
    async enterIntroduction({ number, epoch }, envelope) {
      const fact: Fact = {
        action: "introduce-key",
        kind: "outcome",
        subject: ownChain,
        detail: { envelope },
      };
      return enterOnce("sign-receipt", fact, putOnce(keys.introduction(number), { envelope }), {
        // A run keeps the key that it began with, so no run may begin meanwhile.
        ConditionCheck: {
          TableName,
          Key: keys.lease(store.application),
          ConditionExpression: "attribute_not_exists(pk) OR (runId = :nobody AND epoch = :before)",
          ExpressionAttributeValues: { ":nobody": null, ":before": epoch - 1 },
        },
      });
    },
    async decisionKeyOf(fingerprint, signers) {
      for await (const entry of ownEntries(store)) {
        if (entry.action !== "name-keys") continue;
        const decision = namedBy(signers, entry.detail.envelope);
        if (decision !== null && keyFingerprint(decision) === fingerprint) return decision;
      }
      return null;
    },
    async enterArchive({ runId, executions }, envelope) {
      const fact: Fact = {
        action: "archive-history",
        kind: "outcome",
        subject: runId,
        detail: { runId, executions: executions.length, envelope },
      };
      await enterOnce("sign-receipt", fact, putOnce(keys.archive(runId), { envelope }));
    },
    async enterSupersession({ superseded: { runId }, successor }, envelope) {
      const fact: Fact = {
        action: "supersede-change",
        kind: "outcome",
        subject: runId,
        detail: { successor: successor.runId, envelope },
      };
      await enterOnce("sign-receipt", fact, putOnce(keys.superseded(runId), { envelope }));
    },
    async enterDivergence(divergence) {
      const fact: Fact = {
        action: "find-divergence",
        kind: "observation",
        subject: divergence.runId,
        detail: divergence,
      };
      const claim = (await get(keys.claim(divergence.runId)))?.["claim"] as Claim | undefined;
      return enterOnce(
        "watch-records",
        fact,
        putOnce(keys.divergence(digestOf(divergence)), { divergence }),
        ...(claim === undefined ? [] : [divergenceWrite(TableName, claim, divergence.what)]),
      );
    },
  };
};

/** The entries of the control plane's own chain, which may be long: a part of it at a time. */
async function* ownEntries(store: Store): AsyncGenerator<Entry> {
  for (let from = 1; ; from += entriesAtOnce) {
    const { entries } = await keptIn(store, ownChain, { from, to: from + entriesAtOnce - 1 });
    for (const kept of entries) yield readKept(kept);
    if (entries.length < entriesAtOnce) return;
  }
}

/** The decision key that one of these keys named; null if none signed the envelope: somebody else wrote the entry. */
function namedBy(signers: Trusted, envelope: Envelope): string | null {
  try {
    return openNamedKeys(envelope, signers).decision;
  } catch (error) {
    if (isInterlockError(error)) return null;
    throw error;
  }
}

/** The envelope in an entry that is a receipt. */
function envelopeIn(item: Readonly<Record<string, unknown>>): Envelope | null {
  const entry: Entry = readKept({
    sequence: Number(item["sequence"]),
    bytes: String(item["bytes"]),
    digest: String(item["digest"]),
  });
  return entry.action === "sign-receipt" ? entry.detail.envelope : null;
}
