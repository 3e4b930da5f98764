import { InvalidArgumentError } from "commander";
import { isInterlockError } from "../../domain/errors.ts";
import { isSealed } from "../../domain/run/status.ts";
import { type Verdict, verdictOf, verdicts } from "../../domain/run/verdict.ts";
import { systemClock } from "../../ports/clock/system.ts";
import { recordsIn } from "../../ports/records/aws.ts";
import type { ListedRun as Line, Records, UnreadableRun } from "../../ports/records/port.ts";
import { type Banner, bannersOf, situationIn } from "../../shared-use-cases/situation.ts";
import { duration, moment } from "../../text/time.ts";
import { visible } from "../../text/visible.ts";
import {
  type AddCommand,
  type InstallationOptions,
  printResult,
  whereOf,
  withInstallation,
} from "../command.ts";
import { type Connection, connect } from "../connect.ts";
import { cut, type Paint, paintFor } from "../screen/paint.ts";
import { bannerLines } from "../screen/run-screen.ts";

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

/** The options of `interlock runs`. */
export type RunsOptions = InstallationOptions & RunsFilter;

/** One run in the list of all runs. Times are ISO 8601. */
export type ListedRun = {
  readonly runId: string;
  /** UNREADABLE: its line, or its records, were altered; `because` says how. */
  readonly verdict: Verdict | "RUNNING" | "UNREADABLE";
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

/** What is at work, and what waits. */
type AtWork = { readonly running: string | null; readonly waiting: readonly { readonly runId: string }[] };

/**
 * The runs that match, newest first. Each run costs one line of one query. Only a run that ended before the list kept endings is
 * read from its entries, and only if it is to be shown.
 */
export async function runs(
  { installation }: Pick<Connection, "installation">,
  { limit = Number.POSITIVE_INFINITY, check = false, ...filter }: RunsFilter = {},
  atWork?: AtWork,
): Promise<readonly ListedRun[]> {
  const records = recordsIn({ ...installation, clock: systemClock });
  const isFiltered = Object.values(filter).some((value) => value !== undefined);
  const [lines, { running, waiting }] = await Promise.all([
    records.newestRuns(isFiltered ? Number.POSITIVE_INFINITY : limit),
    atWork ?? situationIn(records),
  ]);
  const found: ListedRun[] = [];
  for (const line of lines) {
    if (found.length >= limit) break;
    const run = "unreadable" in line ? unreadable(line) : await listed(records, line, { running, waiting });
    if (matches(run, filter)) found.push(check ? await checked(records, run) : run);
  }
  return found;
}

const unreadable = ({ key, unreadable: why }: UnreadableRun): ListedRun => {
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
  { claim, ending, divergence }: Line,
  atWork: AtWork,
): Promise<ListedRun> {
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
  const { verdict, state, because } = await withoutEnding(records, runId, atWork);
  const { subject = null, author = null } = claim.about ?? {};
  return { ...about, verdict, state, because, subject, author, endedAt: null };
}

/** A run that has no ending in the list: at work, waiting, never begun, or older than the list's endings. */
async function withoutEnding(
  records: Records,
  runId: string,
  { running, waiting }: AtWork,
): Promise<Pick<ListedRun, "verdict" | "state" | "because">> {
  if (runId === running) return { verdict: "RUNNING", state: "RUNNING", because: null };
  if (waiting.some((claim) => claim.runId === runId))
    return { verdict: "RUNNING", state: "WAITING", because: null };
  try {
    const { entries } = await records.read(runId);
    if (entries.length === 0)
      return {
        verdict: "RUNNING",
        state: "SUPERSEDED",
        because: "a newer change took its place before it began",
      };
    const verdict = isSealed(entries) ? verdictOf(entries) : "RUNNING";
    return { verdict, state: verdict, because: null };
  } catch (error) {
    if (!isInterlockError(error, "DigestMismatch")) throw error;
    return { verdict: "UNREADABLE", state: "UNREADABLE", because: error.message };
  }
}

/** The run, marked if its entries are not those that were chained, or do not make the verdict that the list says. */
async function checked(records: Records, run: ListedRun): Promise<ListedRun> {
  try {
    const { entries } = await records.read(run.runId);
    const verdict = isSealed(entries) ? verdictOf(entries) : "RUNNING";
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

function matches(
  run: ListedRun,
  { verdict, author, since, search }: Omit<RunsFilter, "limit" | "check">,
): boolean {
  const text = [run.runId, run.commit, run.repository, run.subject, run.author, run.because]
    .join(" ")
    .toLowerCase();
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

const stateColumns = 11;
const idColumns = 40;

const toneOf = ({ state, divergence }: ListedRun) => {
  if (divergence !== null) return "bad";
  if (state === "SUCCEEDED") return "good";
  return state === "RUNNING" || state === "WAITING" || state === "SUPERSEDED" ? "now" : "bad";
};

/** One line per run, and under a bad end its cause. */
export function runsText(
  found: readonly ListedRun[],
  { columns, paint }: { readonly columns: number; readonly paint: Paint },
): readonly string[] {
  return found.flatMap((run) => {
    const { runId, state, claimedAt, endedAt, subject, author, because, divergence } = run;
    const took = endedAt === null ? "" : duration(Date.parse(endedAt) - Date.parse(claimedAt));
    const head = `${moment(Date.parse(claimedAt))}  ${runId.padEnd(idColumns)}  ${state.padEnd(stateColumns)}  ${took.padStart(8)}`;
    const about = [subject, author].filter((part) => part !== null).join(" · ");
    const why = [
      ...(divergence === null ? [] : [`the two copies of its records disagree: ${divergence}`]),
      ...(because === null ? [] : [because]),
    ];
    return [
      paint(toneOf(run), cut(visible(`${head}  ${about}`.trimEnd()), columns)),
      ...why.map((line) => cut(`    ${visible(line)}`, columns)),
    ];
  });
}

const shownToPeople = 50;
/** A pipe has no width: its lines are not cut. */
const widest = 10_000;

const positive = (text: string): number => {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError("give a whole number from 1 on");
  return value;
};
const time = (text: string): Date => {
  const date = new Date(text);
  if (Number.isNaN(date.getTime()))
    throw new InvalidArgumentError("give a date like 2026-11-28 or 2026-11-28T10:00:00Z");
  return date;
};
const knownStates: readonly string[] = [...verdicts, "RUNNING", "WAITING", "SUPERSEDED", "UNREADABLE"];
const verdictNamed = (text: string): string => {
  const name = text.toUpperCase().replaceAll("-", "_");
  if (!knownStates.includes(name)) throw new InvalidArgumentError(`give one of ${knownStates.join(", ")}`);
  return name;
};

/** Adds `interlock runs`. */
export const addCommand: AddCommand = (interlock, output) => {
  withInstallation(interlock.command("runs [words...]"))
    .description("list runs, newest first; with words, those whose commit, author or cause has them all")
    .option("--limit <n>", `at most so many; ${shownToPeople} for people, all with --json`, positive)
    .option("--verdict <verdict>", "only runs that ended so, or that are RUNNING or WAITING", verdictNamed)
    .option("--author <name>", "only changes by this author")
    .option("--check", "also read the entries of each listed run, and mark those that were altered")
    .option("--since <date>", "only runs that were submitted then or later", time)
    .action(async (words: readonly string[], options: RunsOptions) => {
      const connection = await connect(options, whereOf(output, options));
      const situation = await situationIn(recordsIn({ ...connection.installation, clock: systemClock }));
      const limit = options.limit ?? (options.json === true ? Number.POSITIVE_INFINITY : shownToPeople);
      const search = words.length === 0 ? undefined : words.join(" ");
      const { verdict, author, since, check = false } = options;
      const filter = {
        limit,
        check,
        ...(verdict === undefined ? {} : { verdict }),
        ...(author === undefined ? {} : { author }),
        ...(since === undefined ? {} : { since }),
        ...(search === undefined ? {} : { search }),
      };
      const found = await runs(connection, filter, situation);
      const shape = { columns: process.stdout.columns ?? widest, paint: paintFor(process.stdout) };
      const banners: readonly Banner[] = bannersOf(situation, systemClock.nowMs());
      const more = found.length === limit ? [`(older runs: --limit ${limit * 2})`] : [];
      const lines = [
        ...bannerLines(banners, connection.typed, shape.columns, shape.paint),
        ...runsText(found, shape),
        ...more,
      ];
      printResult(output, options, found, lines.join("\n") || "no run matches");
    });
};
