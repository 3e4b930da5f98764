import { Option } from "commander";
import { doors } from "../../domain/change/door.ts";
import { runIdOf } from "../../domain/change/manifest.ts";
import { findInstallation, type Installation } from "../../installation/installation.ts";
import { accountsFor, accountsInWords } from "../../sandbox/accounts.ts";
import { alone } from "../../sandbox/alone.ts";
import { emulatedTypes } from "../../sandbox/emulated-types.ts";
import { endpointOf } from "../../sandbox/emulator.ts";
import { inboxOf } from "../../sandbox/mailbox.ts";
import { checkout, SandboxPlace, type SandboxState, workplace } from "../../sandbox/place.ts";
import { ensureDeployed, type Say, startSandbox } from "../../sandbox/up.ts";
import { whileWorking } from "../../sandbox/while-working.ts";
import { startingOf, stoppingOf } from "../../text/own-commands.ts";
import { visible } from "../../text/visible.ts";
import {
  type AddCommand,
  type CommitOptions,
  type InstallationOptions,
  printResult,
  progressOutput,
  withCommit,
  withInstallation,
} from "../command.ts";
import { defaultApplication } from "../connect.ts";
import { applicationOf } from "../door/application-of.ts";
import { keptAssembly } from "../door/builds.ts";
import { ensureBuilder } from "../door/ensure-builder.ts";
import { pushInWords, pushThrough } from "../door/push-through.ts";
import { ensureRepository } from "../door/repository.ts";
import { suppliedInWords, uncommittedInWords } from "../submission/check-change.ts";
import { approve, type FollowedOutcome, follow } from "../submission/follow.ts";
import { headIn } from "../submission/read-commit.ts";
import { readPlan } from "../submission/read-plan.ts";
import { fullName } from "../submission/repository-name.ts";
import { soundChange } from "../submission/sound-change.ts";
import { changeFor, claimOf, countedSince, isKnownRun, submit, waitForRun } from "../submission/submit.ts";
import { contextFor, leftOutForEmulator } from "../submission/synthesis-here.ts";

/** The options of `interlock up`. */
export type UpOptions = InstallationOptions &
  CommitOptions & {
    /** The first of three ports. */
    readonly port?: number;
    readonly run?: boolean;
    /** The cloud assembly of the commit, if it was synthesised already. @default the commit is synthesised here */
    readonly assembly?: string;
    /** The plan of the application: a built-in one by its document id, or a file. */
    readonly plan?: string;
    readonly approve?: boolean;
  };

/** What `interlock up` did: the sandbox that runs, and the run that it followed; null without `--run`. */
export type UpResult = {
  readonly emulatorUrl: string;
  readonly mailboxUrl: string;
  readonly run: { readonly runId: string; readonly verdict: FollowedOutcome } | null;
};

/**
 * Starts the sandbox, deploys the control plane into it, and with `run` takes the repository's HEAD through the plan. A
 * sandbox, control plane or run that exists already is reused. A change that breaks a rule is refused before a control plane is deployed
 * for it.
 * @throws InvalidChange with every refusal.
 */
export async function up(options: UpOptions, progress: Say): Promise<UpResult> {
  const place = new SandboxPlace(options.sandbox ?? "local");
  // Two commands at once would start, synthesise and deploy into the same folders.
  const { urls, begun } = await alone(place, progress, () => begin(place, options, progress));
  if (begun === null) return { ...urls, run: null };
  const { installation, state, runId } = begun;
  return {
    ...urls,
    run: { runId, verdict: await followToVerdict(installation, runId, state, options, progress) },
  };
}

/** The sandbox that runs, and the run that is to be followed. */
type Begun = {
  readonly urls: Omit<UpResult, "run">;
  readonly begun: (Awaited<ReturnType<typeof ensureDeployed>> & { readonly runId: string }) | null;
};

async function begin(place: SandboxPlace, options: UpOptions, progress: Say): Promise<Begun> {
  const repository = options.repository ?? workplace;
  const isNew = place.read()?.application === undefined;
  const starting = startSandbox(place, options.port, progress);
  // A new sandbox has no run from which contributors could be counted, so its change is made while the emulator starts.
  const early = options.run === true && isNew ? makeChange(place, options, null, starting, progress) : null;
  early?.catch(() => undefined);
  const started = ensureBuilder(place, await starting);
  const urls = {
    emulatorUrl: endpointOf(started),
    mailboxUrl: inboxOf(started),
  };
  progress(`emulator  ${urls.emulatorUrl}`);
  progress(`mailbox   ${urls.mailboxUrl}`);
  if (started.accounts !== undefined) progress(accountsInWords(started.accounts));
  progress("iam       enforced: every call is checked against the policies of its role");
  if (options.run !== true) {
    const former = started.application === undefined ? null : await findInstallation(started.application);
    const application = started.application ?? defaultApplication;
    await ensureDeployed(
      place,
      started,
      { application, plan: readPlan(options.plan ?? former?.plan).documentId },
      progress,
    );
    progress(pushInWords(ensureRepository(place, application)));
    progress(
      `ready: "${startingOf(place.name)}" takes a commit through the plan, "${stoppingOf(place.name)}" stops the sandbox`,
    );
    return { urls, begun: null };
  }
  const application =
    applicationOf(place, Object.keys(started.deployed ?? {}), repository) ??
    (repository === checkout ? defaultApplication : null);
  // A killed emulator restarts without its last state, so that there may be no installation although there was one.
  const former = application === null ? null : await findInstallation(application);
  const head = headIn(repository);
  if (application !== null && former !== null) {
    const runId = runIdOf({ application, commit: { sha: head }, attempt: options.attempt });
    if (await isKnownRun(former, runId))
      return {
        urls,
        begun: {
          ...(await ensureDeployed(
            place,
            started,
            { application, plan: former.plan, accounts: former.accounts },
            progress,
          )),
          runId,
        },
      };
  }
  const { commit, assembly, plan, supplied } = await (early ??
    makeChange(place, options, former, starting, progress));
  progress(
    `${fullName(commit.repository)} ${head.slice(0, 12)} "${visible(commit.commit.subject)}" is sound`,
  );
  for (const line of [...uncommittedInWords(commit), ...suppliedInWords({ supplied })]) progress(line);
  const deployed = await ensureDeployed(
    place,
    started,
    {
      application: assembly.application,
      plan: plan.documentId,
      accounts: accountsFor(assembly.environments),
    },
    progress,
  );
  const { installation } = deployed;
  progress(pushInWords(ensureRepository(place, installation.application, head)));
  if (options.attempt === 1 && options.assembly === undefined) {
    const pushed = { place, state: deployed.state, installation, commit, plan: options.plan };
    return { urls, begun: { ...deployed, runId: await pushThrough(pushed, progress) } };
  }
  // A push of the same commit moves no branch: another attempt is a person's wish, and goes in by hand. So does an assembly, which the
  // build behind the push would make anew.
  const change = await changeFor(installation, commit, assembly, options.attempt);
  const runId = runIdOf(change);
  if (!(await isKnownRun(installation, runId))) {
    await submit(installation, change, assembly, plan);
    await waitForRun(installation, runId);
  }
  return { urls, begun: { ...deployed, runId } };
}

/** Synthesises the repository's HEAD and checks it. */
async function makeChange(
  place: SandboxPlace,
  { repository = workplace, plan, assembly: built }: UpOptions,
  former: Installation | null,
  starting: Promise<unknown>,
  progress: Say,
): ReturnType<typeof soundChange> {
  const assembly = built ?? null;
  if (assembly === null) progress(`synthesising ${headIn(repository).slice(0, 12)} ...`);
  const since = former === null ? null : await countedSince(former, repository);
  return whileWorking(progress, "synthesising and checking", () =>
    soundChange({
      repository,
      assembly,
      plan: readPlan(plan ?? former?.plan),
      since,
      context: contextFor({ emulated: true }),
      // What the emulator lacks is known once it is installed.
      emulated: async () => {
        await starting;
        return emulatedTypes();
      },
      keptIn: ({ commit: { sha }, inside }) => keptAssembly(place, sha, inside),
    }),
  );
}

async function followToVerdict(
  installation: Installation,
  runId: string,
  state: SandboxState,
  { approve: approves, sandbox = "local" }: UpOptions,
  progress: Say,
): Promise<FollowedOutcome> {
  progress(
    `following run ${runId}${approves === true ? "" : "; decide at the links below, or in the mailbox"}`,
  );
  const door = (await claimOf(installation, runId))?.door;
  if (door !== undefined) progress(`the commit came through ${doors[door]}`);
  if (installation.application === defaultApplication)
    progress(`without the resources that the emulator lacks: ${leftOutForEmulator}`);
  process.once("SIGINT", () => {
    progress(
      `\nthe run continues without you: "${startingOf(sandbox)}" follows it again, "${stoppingOf(sandbox)}" stops the sandbox`,
    );
    process.exit(130);
  });
  const answering = approves === true ? approve : null;
  return follow(installation, runId, { inbox: inboxOf(state), answering, say: progress });
}

/** Adds `interlock up`. */
export const addCommand: AddCommand = (interlock, output) => {
  withCommit(withInstallation(interlock.command("up")))
    .description("start the sandbox; with --run, take a commit through the plan")
    .option("--run", "take the repository's HEAD through the plan")
    .option("--assembly <path>", "the cloud assembly of that commit, if you have synthesised it already")
    .option("--plan <name>", "the plan of the application: 21.03, application, or the file of a plan")
    .option("--approve", "answer the gates as the approvers would")
    .addOption(new Option("--port <n>", "the first of three ports").argParser(Number))
    .action(async (options: UpOptions) => {
      const progress = progressOutput(output, options);
      const result = await up(options, progress);
      const { run } = result;
      if (run !== null && run.verdict !== "SUCCEEDED")
        progress("A fixed commit is a new run. Use --attempt N to retry this one.");
      if (options.json === true) printResult(output, options, result, "");
      else if (run !== null) progress(`run ${run.runId} ${run.verdict}`);
      output.exitWith(run === null || run.verdict === "SUCCEEDED" ? 0 : 1);
    });
};
