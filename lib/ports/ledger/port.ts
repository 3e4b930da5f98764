import type { Digest } from "../../domain/canonical.ts";
import type { ChainHead, Checkpoint } from "../../domain/records/checkpoint.ts";
import type { KeptSpan, Span } from "../../domain/records/compare.ts";
import type { Envelope, Trusted } from "../../domain/records/dsse.ts";
import type { Head, KeptEntry } from "../../domain/records/entry.ts";
import type { FactOf } from "../../domain/records/facts.ts";
import type { HistoryArchive } from "../../domain/records/history.ts";
import type { Introduction } from "../../domain/records/introduction.ts";
import type { NamedKeys } from "../../domain/records/named-keys.ts";
import type { Supersession } from "../../domain/records/supersession.ts";
import type { ItemsSay } from "../../domain/run/compare-items.ts";

/** A kept chain: its entries byte for byte, and the head that was written with them. */
export type KeptChain = { readonly entries: readonly KeptEntry[]; readonly head: Head };

/** The newest checkpoint, which the next one follows. */
export type LastCheckpoint = { readonly number: number; readonly atMs: number; readonly digest: Digest };

/** A disagreement between two accounts of the same events. */
export type Divergence = FactOf<"find-divergence">["detail"];

/**
 * The records as kept bytes, for functions that compare, sign, archive or export them. It judges nothing, and writes only
 * to the control plane's own chain.
 */
export interface Ledger {
  kept(chain: string): Promise<KeptChain>;
  /** A span of a chain. */
  keptIn(chain: string, span: Span): Promise<KeptSpan>;
  /** Every run that was claimed, newest first. */
  runs(): Promise<readonly string[]>;
  /** How many of the chain's entries, from the first, were compared with their second copies. */
  copied(chain: string): Promise<number>;
  markCopied(chain: string, count: number): Promise<void>;
  /** What single items say of a run that was opened under a plan with this id, read at one moment. */
  itemsOf(runId: string, documentId: string): Promise<ItemsSay>;
  /** The run whose approval locked that plan; null if it never was. */
  lockedIn(documentId: string, plan: Digest): Promise<string | null>;
  /** The seal of that digest, of a run that was claimed before this one; null if there is none. */
  sealBefore(runId: string, digest: Digest): Promise<Envelope | null>;
  /** The newest checkpoint that names the chain. */
  checkpointOf(chain: string): Promise<Envelope | null>;
  /** The archive of a sealed run's histories. */
  archiveOf(runId: string): Promise<Envelope | null>;
  /** The receipt of a change that was superseded. */
  supersessionOf(runId: string): Promise<Envelope | null>;
  lastCheckpoint(): Promise<LastCheckpoint | null>;
  /**
   * The control plane's own chain, and of the newest runs, the one that has the lease, and `also`, those that have moved
   * since the last checkpoint that named them, each with the head that it named.
   */
  moved(also: string): Promise<readonly { readonly now: ChainHead; readonly named: ChainHead | null }[]>;
  /** Enters a checkpoint after the head that it saw; false if another writer was first. */
  enterCheckpoint(checkpoint: Checkpoint, envelope: Envelope): Promise<boolean>;
  /** The digest of the keys that were named last; null if none were. */
  lastKeys(): Promise<Digest | null>;
  /** Enters the keys of people's statements. Entering the same keys after the same ones makes one entry. */
  enterKeys(named: NamedKeys, envelope: Envelope): Promise<void>;
  /** The decision key of that fingerprint, as PEM, if one of these keys named it; null otherwise. */
  decisionKeyOf(fingerprint: Digest, signers: Trusted): Promise<string | null>;
  /** The introductions of the signing keys that took the place of others, oldest first. Who reads them verifies them. */
  introductions(): Promise<readonly Envelope[]>;
  /** How many introductions the control plane's own chain has. It reads the whole chain. */
  introductionsEntered(): Promise<number>;
  /** Enters an introduction; false if somebody else entered one, or a run took the lease since its epoch was looked up. */
  enterIntroduction(introduction: Introduction, envelope: Envelope): Promise<boolean>;
  /** Enters an archive. Entering the same run twice makes one archive. */
  enterArchive(archive: HistoryArchive, envelope: Envelope): Promise<void>;
  /** Enters that a waiting change was superseded. Entering the same one twice makes one entry. */
  enterSupersession(supersession: Supersession, envelope: Envelope): Promise<void>;
  /** Enters a divergence; false if it was entered before. */
  enterDivergence(divergence: Divergence): Promise<boolean>;
}
