import { authorsOf } from "../domain/change/manifest.ts";
import { notFound } from "../domain/errors.ts";
import type { Entry, Head } from "../domain/records/entry.ts";
import { isFact } from "../domain/records/facts.ts";
import { whyStillClosed } from "../domain/rollback/end-of-run.ts";
import { rootCauseOf } from "../domain/rollback/ending.ts";
import { type Hold, holdOf } from "../domain/run/hold.ts";
import type { Lease, Superseded } from "../domain/run/lease.ts";
import { type PhaseView, phasesOf } from "../domain/run/phases.ts";
import { mostRecoveries } from "../domain/run/recovery.ts";
import { hasBegunRollback } from "../domain/run/rollback-so-far.ts";
import { isSealed, type Status, statusOf } from "../domain/run/status.ts";
import type { Changes } from "../ports/changes/port.ts";
import type { Records } from "../ports/records/port.ts";
import { changeOrNull } from "./change-or-null.ts";

/** A run as people see it: whose change it is, how far it has come, why it ended badly. Times are ISO 8601. */
export type RunView = Omit<Status, "verdict"> & {
  /** SUPERSEDED: a newer change took its place before it began; it has no entries. */
  readonly verdict: Status["verdict"] | "SUPERSEDED";
  /** WAITING: another run has the lease, or a person must act first, and this one has done nothing. */
  readonly state: Status["verdict"] | "SUPERSEDED" | "WAITING";
  readonly change: {
    readonly repository: string;
    readonly commit: string;
    readonly attempt: number;
    /** Null if the change could not be read. */
    readonly subject: string | null;
    /** The author first. */
    readonly authors: readonly string[];
  };
  /** Why the run is undone or ended badly; null if nothing is wrong. */
  readonly because: string | null;
  /** Why production is closed to the public since this run; null if it is not, or if the run is not over. */
  readonly stillClosed: string | null;
  readonly claimedAt: string;
  /** How often a dead execution of the run was replaced; after the last time, it is given up until people act. */
  readonly recoveries: number;
  /** The questions about an environment that have no answer yet and are asked again. */
  readonly unanswered: readonly string[];
  readonly lastEntryAt: string | null;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  readonly phases: readonly PhaseView[];
  /** The freeze that holds the run now; null if none does. */
  readonly hold: Hold | null;
};

/** What a view of a run is made from. */
export type ReadRun = {
  readonly view: RunView;
  readonly entries: readonly Entry[];
  /** As it was while the run was read. */
  readonly lease: Lease;
};

/**
 * Reads a run for people.
 * @param known the lease as the caller has just read it; without it, it is read.
 * @throws NotFound if there is no such run; DigestMismatch if its records were altered.
 */
export async function readRun(
  ports: {
    readonly records: Pick<Records, "claimOf" | "read" | "lease" | "supersededBy">;
    readonly changes: Pick<Changes, "change">;
  },
  runId: string,
  known?: Lease,
): Promise<ReadRun> {
  const { records } = ports;
  const claim = await records.claimOf(runId);
  if (claim === null) throw notFound(`there is no run ${runId}: "interlock runs" lists every run`);
  const [{ entries, head }, change, lease] = await Promise.all([
    records.read(runId),
    changeOrNull(ports, claim.changeDigest),
    known ?? records.lease(),
  ]);
  // A run with entries has begun, so nothing took its place before.
  const superseded = entries.length > 0 ? null : await records.supersededBy(claim);
  const status = statusOf(runId, entries, head, change);
  const verdict = superseded === null ? status.verdict : "SUPERSEDED";
  const { repository, commit, attempt, claimedAtMs } = claim;
  const view: RunView = {
    ...status,
    verdict,
    state: verdict === "RUNNING" && entries.length === 0 && lease.runId !== runId ? "WAITING" : verdict,
    change: {
      repository,
      commit,
      attempt,
      subject: change?.commit.subject ?? null,
      authors: change === null ? [] : authorsOf(change),
    },
    because: superseded === null ? causeIn(status, entries) : supersededInWords(superseded),
    stillClosed: isSealed(entries) ? whyStillClosed(entries) : null,
    claimedAt: new Date(claimedAtMs).toISOString(),
    recoveries: lease.runId === runId ? lease.recoveries.times : 0,
    unanswered: unansweredIn(entries),
    lastEntryAt: entries.at(-1)?.at ?? null,
    startedAt: entries[0]?.at ?? null,
    endedAt: endOf(entries, superseded),
    phases: phasesOf(entries, change),
    hold: holdOf(entries),
  };
  return { view, entries, lease };
}

/** What holds a run up that is neither waiting for its turn nor for a person at a gate. */
export const needsOf = ({ verdict, recoveries, unanswered }: RunView): readonly string[] => [
  ...(verdict === "RUNNING" && recoveries >= mostRecoveries
    ? [`given up after ${recoveries} recoveries: each execution ended before it had rolled the run back`]
    : []),
  ...(unanswered.length > 0 ? [`asks again, without an answer yet: ${unanswered.join("; ")}`] : []),
];

/** Why a change never began, in words. */
export const supersededInWords = ({ by }: Superseded): string =>
  `the newer change ${by} took its place before it began`;

function unansweredIn(entries: readonly Entry[]): readonly string[] {
  const last = entries.at(-1);
  return last !== undefined && isFact("await-checks", "observation")(last) ? last.detail.waitsFor : [];
}

function endOf(entries: readonly Entry[], superseded: Superseded | null): string | null {
  if (superseded !== null) return new Date(superseded.atMs).toISOString();
  return isSealed(entries) ? (entries.at(-1)?.at ?? null) : null;
}

function causeIn(
  { verdict }: { verdict: Status["verdict"]; records: Head },
  entries: readonly Entry[],
): string | null {
  const isBad = verdict !== "RUNNING" && verdict !== "SUCCEEDED";
  const isUndone = hasBegunRollback(entries) || entries.some(({ action }) => action === "refuse-run");
  return isBad || (verdict === "RUNNING" && isUndone) ? rootCauseOf(entries, verdict) : null;
}
