import { doorSchema, doors } from "../../domain/change/door.ts";
import { invalidInput } from "../../domain/errors.ts";
import { changesIn } from "../../ports/changes/aws.ts";
import { systemClock } from "../../ports/clock/system.ts";
import { recordsIn } from "../../ports/records/aws.ts";
import { workplace } from "../../sandbox/place.ts";
import type { Say } from "../../sandbox/up.ts";
import { whileWorking } from "../../sandbox/while-working.ts";
import { allowancesOf } from "../../settings/allowances.ts";
import { type RunView, readRun } from "../../shared-use-cases/run-view.ts";
import {
  bannersOf,
  heldBy,
  placeInWords,
  situationIn,
  waitsBecause,
} from "../../shared-use-cases/situation.ts";
import {
  type AddCommand,
  appended,
  type CommitOptions,
  type InstallationOptions,
  printResult,
  progressOutput,
  whereOf,
  withCommit,
  withInstallation,
} from "../command.ts";
import { type Connection, connect } from "../connect.ts";
import { suppliedInWords, uncommittedInWords } from "../submission/check-change.ts";
import { watch } from "../submission/follow.ts";
import { planIn, readPlan } from "../submission/read-plan.ts";
import { askedBy } from "../submission/read-settings.ts";
import { soundChange } from "../submission/sound-change.ts";
import { changeOf, countedSince, submit, waitForRun } from "../submission/submit.ts";
import { contextFor } from "../submission/synthesis-here.ts";
import { isTouched } from "../submission/touched.ts";

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
    readonly door?: string;
    /** Whether the change keeps its place in the queue when a newer one comes. */
    readonly queue?: boolean;
    /** Paths from the top folder: a commit that changes none of them since the last release is left. @default every path counts */
    readonly path?: readonly string[];
  };

/**
 * Submits a commit as a change, as a pipeline does after its own tests, and waits until the run has started. A change that
 * breaks a rule is refused before anything of it is uploaded.
 * @returns the run's id; null if nothing of the named paths has changed, so that nothing was submitted.
 * @throws InvalidChange with every refusal; InvalidInput for a door that does not exist, or a path outside the repository.
 */
export async function submitCommit(
  {
    repository = workplace,
    assembly: built,
    plan: named,
    settings,
    attempt,
    door,
    queue = false,
    path: paths = [],
  }: SubmitOptions,
  { installation, sandbox }: Connection,
  progress: Say,
): Promise<string | null> {
  const came = doorSchema.safeParse(door ?? "submit");
  if (!came.success)
    throw invalidInput(`the door "${door}" does not exist: name ${Object.keys(doors).join(", ")}`);
  const asked = askedBy(settings);
  const since = await countedSince(installation, repository);
  if (!isTouched(repository, since, paths)) {
    progress(
      `left: nothing of ${paths.join(", ")} has changed since ${since?.slice(0, 12)}, which was released last`,
    );
    return null;
  }
  const { commit, assembly, plan, supplied } = await whileWorking(progress, "synthesising and checking", () =>
    soundChange({
      repository,
      assembly: built ?? null,
      plan: readPlan(named ?? planIn(repository, installation.plan)),
      since,
      context: contextFor({ emulated: sandbox !== null }),
      ...asked,
      ...(settings === undefined
        ? { allowances: allowancesOf({ accounts: installation.accounts, ...installation.exceptions }) }
        : {}),
      // What the installation was deployed with counts, whatever file the submitter names.
      signers: installation.signers ?? asked.signers,
    }),
  );
  const change = changeOf(commit, assembly, attempt);
  const runId = await submit(installation, change, assembly, plan, { door: came.data, keep: queue });
  await waitForRun(installation, runId);
  progress(`submitted ${commit.commit.sha.slice(0, 12)} as run ${runId}`);
  for (const line of [...uncommittedInWords(commit), ...suppliedInWords({ supplied })]) progress(line);
  return runId;
}

/** What became of a submitted change by now: its state, and in words why it has not begun. */
export async function whatBecameOf(
  { installation, typed }: Connection,
  runId: string,
): Promise<{ readonly state: RunView["state"]; readonly says: readonly string[] }> {
  const records = recordsIn({ ...installation, clock: systemClock });
  const { view } = await readRun({ records, changes: changesIn(installation) }, runId);
  const { state, because, change } = view;
  if (state === "SUPERSEDED")
    return { state, says: [`${because}`, `    ${typed(`submit --attempt ${change.attempt + 1}`)}`] };
  if (state !== "WAITING") return { state, says: [] };
  const situation = await situationIn(records);
  const held = heldBy(situation);
  const next = bannersOf(situation, systemClock.nowMs()).find(
    ({ about }) => about === "stopped" || about === "quarantine",
  );
  return {
    state,
    says: [
      `${runId} ${waitsBecause(held, placeInWords(situation, runId))}`,
      ...(next === undefined ? [] : [`    ${typed(next.next)}`]),
    ],
  };
}

/** Adds `interlock submit`. */
export const addCommand: AddCommand = (interlock, output) => {
  withCommit(withInstallation(interlock.command("submit")))
    .description("submit a repository's HEAD as a change")
    .option("--assembly <path>", "the cloud assembly of that commit, if you have synthesised it already")
    .option(
      "--plan <file>",
      "the file of the installation's plan; without it, interlock/plan.json if the plan is not a built-in one",
    )
    .option(
      "--settings <file>",
      "other settings than the installation was deployed with: their accounts and exceptions",
    )
    .option("--door <name>", "the door that the commit came through, for the records", "submit")
    .option("--queue", "keep its place in the queue when a newer change comes")
    .option(
      "--path <path>",
      "submit only if this folder or file has changed since the last release; repeat it for each",
      appended,
    )
    .option("--watch", "follow the run to its verdict")
    .action(async (options: SubmitOptions) => {
      const progress = progressOutput(output, options);
      const connection = await connect(options, whereOf(output, options));
      const runId = await submitCommit(options, connection, progress);
      if (runId === null) {
        if (options.json === true) printResult(output, options, { runId, state: "LEFT" }, "");
        return;
      }
      const { state, says } = await whatBecameOf(connection, runId);
      for (const line of says) progress(line);
      if (options.json === true) printResult(output, options, { runId, state }, "");
      if (options.watch === true) output.exitWith(await watch(connection, runId, progress));
    });
};
