import { rmSync } from "node:fs";
import { invalidInput } from "../../domain/errors.ts";
import { accountsFor } from "../../sandbox/accounts.ts";
import { endpointOf } from "../../sandbox/emulator.ts";
import { inboxOf } from "../../sandbox/mailbox.ts";
import { SandboxPlace, workplace } from "../../sandbox/place.ts";
import { ensureDeployed, type Say, startSandbox, stopSandbox } from "../../sandbox/up.ts";
import { readPlan } from "../submission/read-plan.ts";
import { soundChange } from "../submission/sound-change.ts";
import { contextFor } from "../submission/synthesis-here.ts";
import { type Rehearsed, rehearseScenario, type Stage, takeChange, unprepared } from "./rehearsal.ts";
import { rehearseAll } from "./rehearse-all.ts";
import { rehearseHere } from "./rehearse-here.ts";
import { type Scenario, type ScenarioOptions, scenarioOf } from "./scenarios.ts";

/** The options of `interlock rehearse`. */
export type RehearseOptions = ScenarioOptions & {
  readonly all?: boolean;
  /** Rehearses in an installation that exists, instead of in a new sandbox. */
  readonly here?: boolean;
  readonly keep?: boolean;
  readonly sandbox?: string;
  readonly repository?: string;
};

/**
 * Makes something fail on purpose, in a new sandbox, and checks what is left of each environment.
 * @returns each rehearsal; a rehearsal without problems ended correctly.
 * @throws InvalidInput for options that name no rehearsal.
 */
export async function rehearse(options: RehearseOptions, progress: Say): Promise<readonly Rehearsed[]> {
  const { all, here, keep, sandbox, repository, ...failure } = options;
  const scenario = all === true ? null : scenarioOf(failure);
  if (here === true) {
    if (scenario === null) throw invalidInput("--all needs a sandbox of its own: use it without --here");
    const place = new SandboxPlace(sandbox ?? "local");
    return [print(await rehearseHere({ place, repository, scenario }, progress), progress)];
  }
  const place = new SandboxPlace(sandbox ?? `rehearsal-${scenario?.name ?? "all"}`);
  if (place.name === "local")
    throw invalidInput("a rehearsal deletes its sandbox: choose a name other than local");
  const removeSandbox = async () => {
    await stopSandbox(place);
    rmSync(place.folder, { recursive: true, force: true });
  };
  await removeSandbox();
  try {
    const stage = await prepare(place, repository, progress);
    return scenario === null
      ? await rehearseAll(place, stage, progress)
      : [print(await rehearseOne(stage, scenario), progress)];
  } finally {
    if (keep !== true) await removeSandbox();
  }
}

/** Starts the sandbox, synthesises the repository's HEAD, with this context, and deploys the control plane for it. */
export async function prepare(
  place: SandboxPlace,
  repository: string | undefined,
  progress: Say,
  context: Readonly<Record<string, string>> = {},
): Promise<Stage> {
  const started = await startSandbox(place, undefined, progress);
  progress(`sandbox   ${place.name}, emulator ${endpointOf(started)}, mailbox ${inboxOf(started)}`);
  const { commit, assembly, plan } = await soundChange({
    repository: repository ?? workplace,
    assembly: null,
    plan: readPlan(),
    since: null,
    context: { ...contextFor({ emulated: true }), ...context },
  });
  const { installation, state } = await ensureDeployed(
    place,
    started,
    {
      application: assembly.application,
      plan: plan.documentId,
      accounts: accountsFor(assembly.environments),
    },
    progress,
  );
  return { installation, commit, assembly, plan, inbox: inboxOf(state), say: progress };
}

async function rehearseOne(stage: Stage, scenario: Scenario): Promise<Rehearsed> {
  if (!scenario.succeedsFirst) return rehearseScenario(stage, 1, scenario);
  const first = await takeChange(stage, 1, null);
  return first.verdict === "SUCCEEDED"
    ? rehearseScenario(stage, 2, scenario)
    : unprepared(scenario.name, first);
}

/** Prints what is left, every problem, and `run ID VERDICT` as the last line. */
function print(rehearsed: Rehearsed, progress: Say): Rehearsed {
  for (const line of rehearsed.left) progress(line);
  for (const problem of rehearsed.problems) progress(`WRONG  ${problem}`);
  progress(`run ${rehearsed.runId} ${rehearsed.verdict}`);
  return rehearsed;
}
