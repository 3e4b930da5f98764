import { isInterlockError } from "../domain/errors.ts";
import { verdictSoFar } from "../domain/run/status.ts";
import type { Verdict } from "../domain/run/verdict.ts";
import type { ListedRun, Records, UnreadableRun } from "../ports/records/port.ts";
import { supersededInWords } from "./run-view.ts";
import { situationIn } from "./situation.ts";

/** Which runs to list. */
export type RunsFilter = {
  /** At most so many. */
  readonly limit?: number;
  readonly verdict?: string;
  /** Part of the author's name. */
  readonly author?: string;
  /** Claimed at that time or later, ISO 8601. */
  readonly since?: Date;
  /** Words in run, commit, subject, author or cause. */
  readonly search?: string;
  /** Reads the entries of every run that is listed, too, and marks those that were altered. */
  readonly check?: boolean;
};

/** One run in the list of all runs. Times are ISO 8601. */
export type RunRow = {
  readonly runId: string;
  /** UNREADABLE: its line, or its records, were altered; `because` says how. */
  readonly verdict: Verdict | "RUNNING" | "SUPERSEDED" | "UNREADABLE";
  /** WAITING: another run has the lease. SUPERSEDED: a newer change took its place before it began. */
  readonly state: Verdict | "RUNNING" | "WAITING" | "SUPERSEDED" | "UNREADABLE";
  readonly repository: string;
  readonly commit: string;
  readonly attempt: number;
  readonly claimedAt: string;
  readonly subject: string | null;
  readonly author: string | null;
  /** The root cause of a bad end, or what is wrong with the line. */
  readonly because: string | null;
  readonly endedAt: string | null;
  /** Where the two copies of its records disagree; null if no comparison found anything. */
  readonly divergence: string | null;
};

/** What is at work, and what waits; and the newest lines of the list, if the caller has read enough of them. */
type AtWork = {
  readonly running: string | null;
  readonly waiting: readonly { readonly runId: string }[];
  readonly lines?: readonly (ListedRun | UnreadableRun)[];
};

/**
 * The runs that match, newest first. Each run costs one line of one query. Only a run that ended before the list kept endings is
 * read from its entries, and only if it is to be shown.
 */
export async function listRuns(
  records: Records,
  { limit = Number.POSITIVE_INFINITY, check = false, ...filter }: RunsFilter = {},
  atWork?: AtWork,
): Promise<readonly RunRow[]> {
  const isFiltered = Object.values(filter).some((value) => value !== undefined);
  const [lines, { running, waiting }] = await Promise.all([
    atWork?.lines ?? records.newestRuns(isFiltered ? Number.POSITIVE_INFINITY : limit),
    atWork ?? situationIn(records),
  ]);
  const found: RunRow[] = [];
  for (const line of lines) {
    if (found.length >= limit) break;
    const run = "unreadable" in line ? unreadable(line) : await listed(records, line, { running, waiting });
    if (matches(run, filter)) found.push(check ? await checked(records, run) : run);
  }
  return found;
}

const unreadable = ({ key, unreadable: why }: UnreadableRun): RunRow => {
  const [claimedAt = "", runId = key] = key.split("#");
  const nothing = { subject: null, author: null, endedAt: null, divergence: null };
  return {
    runId,
    verdict: "UNREADABLE",
    state: "UNREADABLE",
    repository: "",
    commit: "",
    attempt: 0,
    claimedAt,
    because: `the line of the list is not one that Interlock wrote: ${why}`,
    ...nothing,
  };
};

async function listed(
  records: Records,
  { claim, ending, superseded, divergence }: ListedRun,
  atWork: AtWork,
): Promise<RunRow> {
  const { runId, repository, commit, attempt, claimedAtMs } = claim;
  const about = {
    runId,
    repository,
    commit,
    attempt,
    claimedAt: new Date(claimedAtMs).toISOString(),
    divergence,
  };
  if (ending !== null) {
    const { verdict, subject, author, because, endedAtMs } = ending;
    return {
      ...about,
      verdict,
      state: verdict,
      subject,
      author,
      because,
      endedAt: new Date(endedAtMs).toISOString(),
    };
  }
  const { subject = null, author = null } = claim.about ?? {};
  if (superseded !== null)
    return {
      ...about,
      verdict: "SUPERSEDED",
      state: "SUPERSEDED",
      subject,
      author,
      because: supersededInWords(superseded),
      endedAt: new Date(superseded.atMs).toISOString(),
    };
  const { verdict, state, because } = await withoutEnding(records, runId, atWork);
  return { ...about, verdict, state, because, subject, author, endedAt: null };
}

/** A run that has no ending in the list: at work, waiting, never begun, or older than the list's endings. */
async function withoutEnding(
  records: Records,
  runId: string,
  { running, waiting }: AtWork,
): Promise<Pick<RunRow, "verdict" | "state" | "because">> {
  if (runId === running) return { verdict: "RUNNING", state: "RUNNING", because: null };
  if (waiting.some((claim) => claim.runId === runId))
    return { verdict: "RUNNING", state: "WAITING", because: null };
  try {
    const { entries } = await records.read(runId);
    // Claimed, and on its way into the lease or out of the queue at this moment.
    if (entries.length === 0) return { verdict: "RUNNING", state: "WAITING", because: null };
    const verdict = verdictSoFar(entries);
    return { verdict, state: verdict, because: null };
  } catch (error) {
    if (!isInterlockError(error, "DigestMismatch")) throw error;
    return { verdict: "UNREADABLE", state: "UNREADABLE", because: error.message };
  }
}

/** The run, marked if its entries are not those that were chained, or do not make the verdict that the list says. */
async function checked(records: Records, run: RunRow): Promise<RunRow> {
  try {
    if (run.verdict === "SUPERSEDED") return run;
    const { entries } = await records.read(run.runId);
    const verdict = verdictSoFar(entries);
    if (verdict === run.verdict) return run;
    return {
      ...run,
      verdict: "UNREADABLE",
      state: "UNREADABLE",
      because: `the list says ${run.verdict}, the entries say ${verdict}`,
    };
  } catch (error) {
    if (!isInterlockError(error, "DigestMismatch")) throw error;
    return { ...run, verdict: "UNREADABLE", state: "UNREADABLE", because: error.message };
  }
}

const textOf = ({ runId, commit, repository, subject, author, because }: RunRow): string =>
  [runId, commit, repository, subject, author, because].join(" ").toLowerCase();

function matches(
  run: RunRow,
  { verdict, author, since, search }: Omit<RunsFilter, "limit" | "check">,
): boolean {
  const text = search === undefined ? "" : textOf(run);
  return (
    (verdict === undefined || run.verdict === verdict || run.state === verdict) &&
    (author === undefined || (run.author ?? "").toLowerCase().includes(author.toLowerCase())) &&
    (since === undefined || Date.parse(run.claimedAt) >= since.getTime()) &&
    (search === undefined ||
      search
        .toLowerCase()
        .split(/\s+/)
        .every((word) => text.includes(word)))
  );
}
