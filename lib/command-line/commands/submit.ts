import { checkout, Place } from "../../sandbox/place.ts";
import type { Say } from "../../sandbox/up.ts";
import {
  type AddCommand,
  type CommitOptions,
  type InstallationOptions,
  printResult,
  progressOf,
  withCommit,
  withInstallation,
} from "../command.ts";
import { type Connection, connect } from "../connect.ts";
import { readAssembly } from "../submission/assembly.ts";
import { headOf } from "../submission/commit.ts";
import { watch } from "../submission/follow.ts";
import { readPlan } from "../submission/read-plan.ts";
import { changeFor, submit, waitForRun } from "../submission/submit.ts";
import { contextFor, synthesise } from "../submission/synthesise.ts";

/** The options of `interlock submit`. */
export type SubmitOptions = InstallationOptions &
  CommitOptions & {
    /** A cloud assembly that the pipeline made from the commit; without it, the commit is synthesised here. */
    readonly assembly?: string;
    readonly watch?: boolean;
  };

/**
 * Submits a commit as a change, as a pipeline does after its own tests, and waits until the run has started.
 * @returns the run's id.
 */
export async function submitCommit(
  options: SubmitOptions,
  connection: Connection,
  progress: Say,
): Promise<string> {
  const { installation, sandbox } = connection;
  const head = headOf(options.repository ?? checkout);
  const folder = new Place(options.sandbox).path("changes", head.commit.sha, "assembly");
  const assembly = readAssembly(
    options.assembly ?? (await synthesise(head, folder, contextFor({ emulated: sandbox !== null }))),
  );
  const change = await changeFor(installation, head, assembly, options.attempt);
  const runId = await submit(installation, change, assembly, readPlan());
  await waitForRun(installation, runId);
  progress(`submitted ${head.commit.sha.slice(0, 12)} as run ${runId}`);
  return runId;
}

/** Adds `interlock submit`. */
export const addCommand: AddCommand = (interlock, output) => {
  withCommit(withInstallation(interlock.command("submit")))
    .description("submit a repository's HEAD as a change")
    .option("--assembly <path>", "the cloud assembly of that commit, if you have synthesised it already")
    .option("--watch", "follow the run to its verdict")
    .action(async (options: SubmitOptions) => {
      const progress = progressOf(output, options);
      const connection = await connect(options);
      const runId = await submitCommit(options, connection, progress);
      if (options.json === true) printResult(output, options, { runId }, "");
      if (options.watch === true) output.exitWith(await watch(connection, runId, progress));
    });
};
