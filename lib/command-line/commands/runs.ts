import { InvalidArgumentError } from "commander";
import { verdicts } from "../../domain/run/verdict.ts";
import { systemClock } from "../../ports/clock/system.ts";
import { recordsIn } from "../../ports/records/aws.ts";
import { listRuns, type RunRow, type RunsFilter } from "../../shared-use-cases/list-runs.ts";
import { type Banner, bannersOf, type Situation, situationIn } from "../../shared-use-cases/situation.ts";
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
import { columnsOf, cut, type Paint, paintFor } from "../screen/paint.ts";
import { bannerLines } from "../screen/run-screen.ts";

/** The options of `interlock runs`. */
export type RunsOptions = InstallationOptions & RunsFilter;

/**
 * The runs of an installation that match, newest first.
 * @param situation what is at work, if the caller has read it; otherwise it is read.
 */
export const runs = (
  { installation }: Pick<Connection, "installation">,
  filter?: RunsFilter,
  situation?: Situation,
): Promise<readonly RunRow[]> =>
  listRuns(recordsIn({ ...installation, clock: systemClock }), filter, situation);

const stateColumns = 11;
const idColumns = 40;

const toneOf = ({ state, divergence }: RunRow) => {
  if (divergence !== null) return "bad";
  if (state === "SUCCEEDED") return "good";
  return state === "RUNNING" || state === "WAITING" || state === "SUPERSEDED" ? "now" : "bad";
};

/** One line per run, and under a bad end its cause. */
export function runsText(
  found: readonly RunRow[],
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
      const shape = { columns: columnsOf(process.stdout), paint: paintFor(process.stdout) };
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
