import { notFound } from "../../domain/errors.ts";
import { type ResourceUnderWay, resourceUnderWay } from "../../installation/resource-under-way.ts";
import { changesIn } from "../../ports/changes/aws.ts";
import { systemClock } from "../../ports/clock/system.ts";
import { recordsIn } from "../../ports/records/aws.ts";
import { type RunView, readRun } from "../../shared-use-cases/run-view.ts";
import { bannersOf, heldBy, placeInWords, situationIn } from "../../shared-use-cases/situation.ts";
import { usualTimes } from "../../shared-use-cases/usual-times.ts";
import {
  type AddCommand,
  type InstallationOptions,
  printResult,
  progressOutput,
  whereOf,
  withInstallation,
} from "../command.ts";
import { type Connection, connect } from "../connect.ts";
import { environmentsOf } from "../environments-of.ts";
import { columnsOf, paintFor } from "../screen/paint.ts";
import { runScreen, type Screen } from "../screen/run-screen.ts";
import { watchScreen } from "../screen/watch-screen.ts";
import { watch } from "../submission/follow.ts";

/** The options of `interlock status`. */
export type StatusOptions = InstallationOptions & { readonly watch?: boolean };

/** A run as `status --json` prints it. */
export type ShownRun = RunView & {
  /** What CloudFormation works on now; null if nothing is under way or the caller may not see it. */
  readonly resource: ResourceUnderWay | null;
  /** How long each phase usually takes, in milliseconds. */
  readonly usualMs: Screen["usual"];
  /** A stop, a quarantine, a queue or a closed production, in words. */
  readonly banners: readonly string[];
};

/** The newest runs, among which are those that say how long a phase usually takes. */
const newest = 50;

/**
 * Everything that a screen shows of a run.
 * @throws NotFound if there is no such run.
 */
export async function screenOf({ installation }: Connection, runId: string): Promise<Screen> {
  const records = recordsIn({ ...installation, clock: systemClock });
  const nowMs = systemClock.nowMs();
  const [{ view }, situation, lines] = await Promise.all([
    readRun({ records, changes: changesIn(installation) }, runId),
    situationIn(records),
    records.newestRuns(newest),
  ]);
  const stack = view.phases.findLast(({ steps }) => steps?.now != null)?.steps?.now?.stackName;
  return {
    view,
    banners: bannersOf(situation, nowMs),
    held: heldBy(situation),
    place: placeInWords(situation, runId),
    usual: usualTimes(lines),
    resource:
      stack === undefined || view.verdict !== "RUNNING"
        ? null
        : await resourceUnderWay(environmentsOf(installation), stack),
    nowMs,
  };
}

/** A run as other programs read it. */
export const shownRun = ({ view, banners, usual, resource }: Screen): ShownRun => ({
  ...view,
  resource,
  usualMs: usual,
  banners: banners.map(({ text }) => text),
});

/**
 * The run to show: the one that is named, or the one at work, or the newest.
 * @throws NotFound if none is named and there is none.
 */
async function runToShow({ installation, typed }: Connection, named: string | undefined): Promise<string> {
  if (named !== undefined) return named;
  const records = recordsIn({ ...installation, clock: systemClock });
  const { runId } = await records.lease();
  if (runId !== null) return runId;
  const [last] = await records.newestRuns(1);
  if (last === undefined || "unreadable" in last)
    throw notFound(`no run was submitted yet: ${typed("submit --repository PATH")}`);
  return last.claim.runId;
}

/** Adds `interlock status`. */
export const addCommand: AddCommand = (interlock, output) => {
  withInstallation(interlock.command("status [run]"))
    .description(
      "show how far a run has come, whom it waits for, and why it ended; without a run, the one at work",
    )
    .option(
      "--watch",
      "follow the run to its verdict: on a terminal a screen, in a pipe a line for each event",
    )
    .action(async (named: string | undefined, options: StatusOptions) => {
      const connection = await connect(options, whereOf(output, options));
      const run = await runToShow(connection, named);
      const { stdout } = process;
      const paint = paintFor(stdout);
      const draw = (screen: Screen) =>
        runScreen(screen, { typed: connection.typed, columns: columnsOf(stdout), paint });
      if (options.watch === true && stdout.isTTY && options.json !== true) {
        output.exitWith(await watchScreen(() => screenOf(connection, run), draw, stdout));
        return;
      }
      if (options.watch === true)
        output.exitWith(await watch(connection, run, progressOutput(output, options)));
      if (options.watch === true && options.json !== true) return;
      const screen = await screenOf(connection, run);
      printResult(output, options, shownRun(screen), draw(screen).join("\n"));
    });
};
