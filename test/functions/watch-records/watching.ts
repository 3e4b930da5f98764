import { type ChainHead, ownChain } from "../../../lib/domain/records/checkpoint.ts";
import { type Fact, isFact } from "../../../lib/domain/records/facts.ts";
import { copiesFrom, copiesOf } from "../../../lib/ports/shared/chain/second-copies.ts";
import { keys } from "../../../lib/ports/shared/records-table.ts";
import { noted, opened, someDigest } from "../../fixtures/sample-facts.ts";
import type { Call } from "../../simulator/account.ts";
import { Installation } from "../../simulator/installation.ts";
import { lastMetricOf } from "../../simulator/metrics.ts";
import { payloadOf, requestsFor, requestsTo } from "../../simulator/requests.ts";
import { append, entriesOf, headOf, put } from "../../simulator/table.ts";

export const minuteMs = 60_000;
/** A chain of two entries, which is not sealed. */
export const open: readonly Fact[] = [opened(), noted("something")];
/** What the last checkpoint and its chains are kept with. */
export const envelope = { payloadType: "text", payload: "", signatures: [] };

/** How a chain ends now, without an archive. */
export const namedNow = (installation: Installation, chain: string): ChainHead => {
  const { count, head } = headOf(installation, chain);
  return { chain, count, head: head ?? "", history: null };
};

/** The last checkpoint saw the chain end so. */
export const name = (installation: Installation, named: ChainHead): void =>
  put(installation, keys.named(named.chain), { named, envelope });

/** A run is listed as claimed, so long before the installation began. */
export function list(installation: Installation, runId: string, beforeMs = 0): void {
  const claim = { runId, claimedAtMs: installation.time.nowMs() - beforeMs };
  put(installation, keys.claim(runId), { claim });
  put(installation, keys.listed(claim.claimedAtMs, runId), { claim });
}

/** Which chain's copies a request lists. */
const listed = ({ input }: Call): string => {
  const { Prefix } = input as { readonly Prefix: string };
  return Prefix.slice(copiesOf("").length - 1, -1);
};

/**
 * An installation with these chains, of which no copies were made. A checkpoint was just taken that named all of them, so
 * that no other is due; `look` is one look of the watch.
 */
export async function watching(chains: Readonly<Record<string, readonly Fact[]>> = {}) {
  const installation = await Installation.withoutLatency();
  const { account, s3, time } = installation;
  for (const [chain, facts] of Object.entries(chains)) {
    if (chain !== ownChain) list(installation, chain);
    append(installation, chain, facts, false);
    name(installation, namedNow(installation, chain));
  }
  const [runId = null] = Object.keys(chains).filter((chain) => chain !== ownChain);
  put(installation, keys.lease(installation.application), { runId, epoch: 1 });
  const last = { number: 1, atMs: time.nowMs(), digest: someDigest };
  put(installation, keys.lastCheckpoint, last);
  const copies = installation.port("copies");
  const ledger = installation.port("ledger");
  const look = (input: { runId?: string } = {}) => installation.run("watch-records", input);
  /** What was entered about disagreements. */
  const entered = () =>
    entriesOf(installation, ownChain)
      .filter(isFact("find-divergence", "observation"))
      .map(({ detail }) => detail);
  /** Loses every version of a copy. */
  const lose = (chain: string, sequence: number) => {
    for (const key of s3.versions.keys())
      if (key.startsWith(copiesFrom(chain, sequence))) s3.versions.delete(key);
  };
  const marks = requestsTo(account, ({ operation, input }) => {
    const { Item } = input as { readonly Item?: { readonly sk: string } };
    return operation === "Put" && Item?.sk === keys.copied("").sk;
  });
  const lists = requestsTo(account, requestsFor("s3", "ListObjectVersions"));
  const signatures = requestsTo(account, requestsFor("lambda", "Invoke"));
  return {
    installation,
    copies,
    ledger,
    look,
    entered,
    lose,
    /** The marks that were put: how many entries of a chain were seen with their copies. */
    marks,
    /** The chains that were looked at, in order. */
    seen: () => lists.map(listed),
    /** What the signer was asked for, in order. */
    signed: () => signatures.map(payloadOf),
    /** The number of disagreements that was published last. */
    published: lastMetricOf(installation),
  };
}
