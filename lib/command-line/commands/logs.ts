import { notFound } from "../../domain/errors.ts";
import { type LoggedLine, loggedLines, phrase, trouble } from "../../installation/logged-lines.ts";
import { systemClock } from "../../ports/clock/system.ts";
import { recordsIn } from "../../ports/records/aws.ts";
import { visible } from "../../text/visible.ts";
import {
  type AddCommand,
  type InstallationOptions,
  printResult,
  whereOf,
  withInstallation,
} from "../command.ts";
import { type Connection, connect } from "../connect.ts";

/** Lines arrive late and clocks differ: a run's lines are looked for a little around it. */
const marginMs = 60_000;
/** How far back errors are looked for that belong to no run in particular. */
const recentMs = 24 * 3_600_000;

/**
 * What the functions logged about a run, oldest first; without a run, every error of the last day.
 * @throws NotFound if there is no such run.
 */
export async function logs({ installation }: Connection, runId?: string): Promise<readonly LoggedLine[]> {
  const untilMs = systemClock.nowMs() + marginMs;
  if (runId === undefined)
    return loggedLines(installation, trouble, { sinceMs: untilMs - recentMs, untilMs });
  const records = recordsIn({ ...installation, clock: systemClock });
  const claim = await records.claimOf(runId);
  if (claim === null) throw notFound(`there is no run ${runId}: "interlock runs" lists every run`);
  return loggedLines(installation, phrase(runId), { sinceMs: claim.claimedAtMs - marginMs, untilMs });
}

/** A line as text: our own lines in short, anything else as it was logged. */
export function lineText({ atMs, function: name, message }: LoggedLine): string {
  return visible(`${new Date(atMs).toISOString().slice(11, 23)}  ${name}  ${inShort(message)}`);
}

function inShort(message: string): string {
  try {
    const parsed: unknown = JSON.parse(message);
    if (typeof parsed !== "object" || parsed === null) return message;
    const field = (name: string): string => {
      const value: unknown = Reflect.get(parsed, name);
      return value === undefined ? "" : String(value);
    };
    const took = field("durationMs") === "" ? "" : `${field("durationMs")} ms`;
    const error = field("errorName") === "" ? "" : `${field("errorName")}: ${field("errorMessage")}`;
    const forged = field("forgedLinks") === "" ? "" : `forged links: ${field("forgedLinks")}`;
    return ["level", "environment", "gate", "outcome", "verdict"]
      .map(field)
      .concat(forged, took, error)
      .filter((part) => part !== "")
      .join("  ");
  } catch {
    return message;
  }
}

/** Adds `interlock logs`. */
export const addCommand: AddCommand = (interlock, output) => {
  withInstallation(interlock.command("logs [run]"))
    .description(
      "print what every function logged about a run, oldest first; without a run, the errors of the last day",
    )
    .action(async (run: string | undefined, options: InstallationOptions) => {
      const found = await logs(await connect(options, whereOf(output, options)), run);
      printResult(
        output,
        options,
        found,
        found.map(lineText).join("\n") ||
          (run === undefined
            ? "no function has logged an error for a day"
            : "no function has logged anything about it"),
      );
    });
};
