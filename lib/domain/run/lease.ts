import type { Digest } from "../canonical.ts";
import type { Door } from "../change/door.ts";
import type { Recoveries } from "./recovery.ts";

/** The emergency stop: who pressed it and why, and who agreed to resume. */
export type Stop = {
  readonly atMs: number;
  readonly by: string;
  readonly reason: string;
  /** Approver ids. Two are needed. */
  readonly agreed: readonly string[];
};

/** Who may change the environments now. It does not expire: only the sweep takes it over, from a dead execution. */
export type Lease = {
  readonly runId: string | null;
  readonly executionArn: string | null;
  readonly epoch: number;
  /** Digest of the last seal, which the next run's first entry names. */
  readonly previousSeal: Digest | null;
  /** Why the last execution of the run was taken over; null for its first. */
  readonly cause: string | null;
  /** How often this run was taken over from a dead execution. */
  readonly recoveries: Recoveries;
  /** While it is pressed, no effect happens, and the lease is neither taken, passed on nor freed. */
  readonly stopped: Stop | null;
};

/** A request to run a change. */
export type Claim = {
  readonly runId: string;
  readonly repository: string;
  readonly commit: string;
  readonly attempt: number;
  readonly changeDigest: Digest;
  readonly planDigest: Digest;
  readonly claimedAtMs: number;
  /** The commits before it on its first-parent line, newest first; absent in claims from before they were kept, and in the list. */
  readonly ancestors?: readonly string[];
  /** Whether it keeps its place in the queue when a newer change comes. @default false */
  readonly kept?: boolean;
  /** The door that the commit came through; absent in claims from before doors were kept. */
  readonly door?: Door;
  /** The commit's subject and its author; absent in claims from before they were kept. */
  readonly about?: { readonly subject: string; readonly author: string };
};

/** A change that waited and never began: the run of the newer change that took its place, and when it did. */
export type Superseded = { readonly by: string; readonly atMs: number };
