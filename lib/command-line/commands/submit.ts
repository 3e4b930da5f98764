import { Option } from "commander";
import { type Door, doors } from "../../domain/change/door.ts";
import { checkout } from "../../sandbox/place.ts";
import type { Say } from "../../sandbox/up.ts";
import { allowancesOf } from "../../settings/allowances.ts";
import {
  type AddCommand,
  type CommitOptions,
  type InstallationOptions,
  printResult,
  progressOf,
  whereOf,
  withCommit,
  withInstallation,
} from "../command.ts";
import { type Connection, connect } from "../connect.ts";
import { uncommittedInWords } from "../submission/check-change.ts";
import { watch } from "../submission/follow.ts";
import { readPlan } from "../submission/read-plan.ts";
import { readAllowances } from "../submission/read-settings.ts";
import { soundChange } from "../submission/sound-change.ts";
import { changeOf, lastSuccess, submit, waitForRun } from "../submission/submit.ts";
import { contextFor } from "../submission/synthesis-here.ts";

/** The options of `interlock submit`. */
export type SubmitOptions = InstallationOptions &
  CommitOptions & {
    /** A cloud assembly that the pipeline made from the commit; without it, the commit is synthesised here. */
    readonly assembly?: string;
    /** The file of the installation's plan, if it is not a built-in one. */
    readonly plan?: string;
    /** The installation's settings, which name its accounts and exceptions. */
    readonly settings?: string;
    readonly watch?: boolean;
    /** The door that the commit came through. */
    readonly door?: Door;
  };

/**
 * Submits a commit as a change, as a pipeline does after its own tests, and waits until the run has started. A change that
 * breaks a rule is refused before anything of it is uploaded.
 * @returns the run's id.
 */
export async function submitCommit(
  { repository = checkout, assembly: built, plan: named, settings, attempt, door }: SubmitOptions,
  { installation, sandbox }: Connection,
  progress: Say,
): Promise<string> {
  const { commit, assembly, plan } = await soundChange({
    repository,
    assembly: built ?? null,
    plan: readPlan(named ?? installation.plan),
    since: await lastSuccess(installation),
    context: contextFor({ emulated: sandbox !== null }),
    allowances:
      settings === undefined
        ? allowancesOf({ accounts: installation.accounts, ...installation.exceptions })
        : readAllowances(settings),
  });
  const change = changeOf(commit, assembly, attempt);
  const runId = await submit(installation, change, assembly, plan, door);
  await waitForRun(installation, runId);
  progress(`submitted ${commit.commit.sha.slice(0, 12)} as run ${runId}`);
  for (const line of uncommittedInWords(commit)) progress(line);
  return runId;
}

/** Adds `interlock submit`. */
export const addCommand: AddCommand = (interlock, output) => {
  withCommit(withInstallation(interlock.command("submit")))
    .description("submit a repository's HEAD as a change")
    .option("--assembly <path>", "the cloud assembly of that commit, if you have synthesised it already")
    .option("--plan <file>", "the file of the installation's plan, if it is not a built-in one")
    .option(
      "--settings <file>",
      "other settings than the installation was deployed with: their accounts and exceptions",
    )
    .addOption(
      new Option("--door <name>", "the door that the commit came through, for the records")
        .choices(Object.keys(doors))
        .default("submit" satisfies Door),
    )
    .option("--watch", "follow the run to its verdict")
    .action(async (options: SubmitOptions) => {
      const progress = progressOf(output, options);
      const connection = await connect(options, whereOf(output, options));
      const runId = await submitCommit(options, connection, progress);
      if (options.json === true) printResult(output, options, { runId }, "");
      if (options.watch === true) output.exitWith(await watch(connection, runId, progress));
    });
};
