import { notFound } from "../domain/errors.ts";
import { median } from "../domain/median.ts";
import type { Entry, Head } from "../domain/records/entry.ts";
import { authorsOf, rootCauseOf } from "../domain/rollback/ending.ts";
import { type Phase, type PhaseView, phasesOf } from "../domain/run/phases.ts";
import { isSealed, type Status, statusOf } from "../domain/run/status.ts";
import type { Changes } from "../ports/changes/port.ts";
import type { ListedRun, Records } from "../ports/records/port.ts";
import { changeOrNull } from "./change-or-null.ts";

/** A run as people see it: whose change it is, how far it has come, why it ended badly. Times are ISO 8601. */
export type RunView = Status & {
  /** WAITING: another run has the lease, and this one has done nothing. */
  readonly state: Status["verdict"] | "WAITING";
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
  readonly claimedAt: string;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  readonly phases: readonly PhaseView[];
};

/** What a view of a run is made from. */
export type ReadRun = { readonly view: RunView; readonly entries: readonly Entry[] };

/**
 * Reads a run for people.
 * @throws NotFound if there is no such run; DigestMismatch if its records were altered.
 */
export async function readRun(
  ports: {
    readonly records: Pick<Records, "claimOf" | "read" | "lease">;
    readonly changes: Pick<Changes, "change">;
  },
  runId: string,
): Promise<ReadRun> {
  const { records } = ports;
  const claim = await records.claimOf(runId);
  if (claim === null) throw notFound(`there is no run ${runId}: "interlock runs" lists every run`);
  const [{ entries, head }, change, lease] = await Promise.all([
    records.read(runId),
    changeOrNull(ports, claim.changeDigest),
    records.lease(),
  ]);
  const status = statusOf(runId, entries, head, change);
  const { repository, commit, attempt, claimedAtMs } = claim;
  const view: RunView = {
    ...status,
    state: entries.length === 0 && lease.runId !== runId ? "WAITING" : status.verdict,
    change: {
      repository,
      commit,
      attempt,
      subject: change?.commit.subject ?? null,
      authors: change === null ? [] : authorsOf(change),
    },
    because: causeIn(status, entries),
    claimedAt: new Date(claimedAtMs).toISOString(),
    startedAt: entries[0]?.at ?? null,
    endedAt: isSealed(entries) ? (entries.at(-1)?.at ?? null) : null,
    phases: phasesOf(entries, change),
  };
  return { view, entries };
}

function causeIn(
  { verdict }: { verdict: Status["verdict"]; records: Head },
  entries: readonly Entry[],
): string | null {
  const isBad = verdict !== "RUNNING" && verdict !== "SUCCEEDED";
  const isUndone = entries.some(({ action }) => action === "begin-rollback" || action === "refuse-run");
  return isBad || (verdict === "RUNNING" && isUndone) ? rootCauseOf(entries, verdict) : null;
}

/** How many of the newest successful runs say how long a phase usually takes. */
const runsForUsual = 14;

/** How long each phase usually takes: the median of the newest runs that succeeded. */
export function usualTimes(
  listed: readonly Partial<Pick<ListedRun, "ending">>[],
): Readonly<Partial<Record<Phase, number>>> {
  const took = listed
    .flatMap(({ ending }) => (ending?.verdict === "SUCCEEDED" ? [ending.tookMs] : []))
    .slice(0, runsForUsual);
  const phases = [...new Set(took.flatMap(Object.keys))];
  return Object.fromEntries(
    phases.map((phase) => [phase, median(took.flatMap((times) => times[phase] ?? []))]),
  );
}
