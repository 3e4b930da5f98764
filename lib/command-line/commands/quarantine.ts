import { notFound } from "../../domain/errors.ts";
import { leftBehind } from "../../domain/rollback/quarantine.ts";
import { systemClock } from "../../ports/clock/system.ts";
import { recordsIn } from "../../ports/records/aws.ts";
import type { Quarantine } from "../../ports/records/port.ts";
import type { Typed } from "../../settings/typed.ts";
import type { TaskAnswer } from "../../tasks/tasks.ts";
import { caller } from "../caller.ts";
import {
  type AddCommand,
  type InstallationOptions,
  printResult,
  whereOf,
  withInstallation,
} from "../command.ts";
import { type Connection, connect } from "../connect.ts";
import { invokeTask } from "../invoke-task.ts";

/** The options of `interlock quarantine resolve`. */
export type ResolveOptions = InstallationOptions & {
  readonly reason: string;
  readonly seenGone?: readonly string[];
};

/** A quarantine with what the run left, and the commands to look at it. */
export type ShownQuarantine = Omit<Quarantine, "environment"> & ReturnType<typeof leftBehind>;

const recordsOf = ({ installation }: Connection) => recordsIn({ ...installation, clock: systemClock });

/** Every quarantine that is not resolved. */
export const quarantines = (connection: Connection): Promise<readonly Quarantine[]> =>
  recordsOf(connection).quarantines();

async function quarantineOf(connection: Connection, runId: string): Promise<Quarantine> {
  const found = (await quarantines(connection)).find((one) => one.runId === runId);
  if (found === undefined)
    throw notFound(
      `the run ${runId} is not in quarantine: "interlock quarantine list" lists the runs that are`,
    );
  return found;
}

/**
 * What a quarantined run left, and the commands to look at it.
 * @throws NotFound if the run is not in quarantine.
 */
export async function showQuarantine(connection: Connection, runId: string): Promise<ShownQuarantine> {
  const quarantine = await quarantineOf(connection, runId);
  return { ...quarantine, ...leftBehind((await recordsOf(connection).read(runId)).entries) };
}

const quarantineText = (
  { runId, environment, sinceMs, what, commands }: ShownQuarantine,
  typed: Typed,
): string =>
  [
    `${environment ?? "nothing"} is quarantined by ${runId} since ${new Date(sinceMs).toISOString()}`,
    ...what.map((line) => `  ${line}`),
    "look at it:",
    ...commands.map((line) => `  ${line}`),
    `then: ${typed(`quarantine resolve ${runId} --reason "what you found and did"`)}`,
  ].join("\n");

/**
 * Looks again for what a quarantined run left. Ends the quarantine if nothing is left, or only resources in `seenGone`
 * that no API can describe.
 * @throws NotFound if the run is not in quarantine.
 */
export async function askToResolve(
  connection: Connection,
  runId: string,
  { reason, seenGone = [] }: Pick<ResolveOptions, "reason" | "seenGone">,
): Promise<TaskAnswer<"resolve-quarantine">> {
  const { environment } = await quarantineOf(connection, runId);
  return invokeTask(
    connection.installation,
    "resolve-quarantine",
    { runId, environment, by: (await caller()).arn, reason, seenGone: [...seenGone] },
    environment,
  );
}

/** Adds `interlock quarantine list`, `quarantine show` and `quarantine resolve`. */
export const addCommand: AddCommand = (interlock, output) => {
  const quarantine = interlock
    .command("quarantine")
    .description("runs whose rollback is not proved; until each is resolved, new changes wait");
  withInstallation(quarantine.command("list"))
    .description("list the quarantines that are not resolved")
    .action(async (options: InstallationOptions) => {
      const found = await quarantines(await connect(options, whereOf(output, options)));
      const lines = found.map(
        ({ runId, environment, sinceMs }) => `${new Date(sinceMs).toISOString()}  ${runId}  ${environment}`,
      );
      printResult(output, options, found, lines.join("\n") || "nothing is in quarantine");
    });
  withInstallation(quarantine.command("show [run]"))
    .description("show what a run left, and the commands to look at it; without a run, of every quarantine")
    .action(async (run: string | undefined, options: InstallationOptions) => {
      const connection = await connect(options, whereOf(output, options));
      const runs = run === undefined ? (await quarantines(connection)).map(({ runId }) => runId) : [run];
      const found = await Promise.all(runs.map((one) => showQuarantine(connection, one)));
      const text = found.map((one) => quarantineText(one, connection.typed)).join("\n\n");
      printResult(output, options, run === undefined ? found : found[0], text || "nothing is in quarantine");
    });
  withInstallation(quarantine.command("resolve <run>"))
    .description("look again, and end the quarantine if nothing is left")
    .requiredOption("--reason <text>", "what you found and did; the records keep it")
    .option("--seen-gone <id...>", "a resource that no API can describe, and that you saw to be gone")
    .action(async (run: string, options: ResolveOptions) => {
      const found = await askToResolve(await connect(options, whereOf(output, options)), run, options);
      const text =
        found.outcome === "resolved"
          ? `nothing is left: the quarantine of ${run} is over; a change that waited begins within a minute`
          : `the quarantine of ${run} stays:\n${found.left.map((line) => `  ${line}`).join("\n")}`;
      printResult(output, options, found, text);
      output.exitWith(found.outcome === "resolved" ? 0 : 1);
    });
};
