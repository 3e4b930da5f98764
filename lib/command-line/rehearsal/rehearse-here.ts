import type { Installation } from "../../installation/installation.ts";
import { systemClock } from "../../ports/clock/system.ts";
import { recordsIn } from "../../ports/records/aws.ts";
import { inboxOf } from "../../sandbox/mailbox.ts";
import { type SandboxPlace, workplace } from "../../sandbox/place.ts";
import type { Say } from "../../sandbox/up.ts";
import { type Connection, connect } from "../connect.ts";
import type { Commit } from "../submission/read-commit.ts";
import { readPlan } from "../submission/read-plan.ts";
import { fullName } from "../submission/repository-name.ts";
import { soundChange } from "../submission/sound-change.ts";
import { countedSince } from "../submission/submit.ts";
import { contextFor } from "../submission/synthesis-here.ts";
import { type Rehearsed, rehearseScenario, type Stage } from "./rehearsal.ts";
import { type Scenario, scenarioHere } from "./scenarios.ts";

/**
 * Rehearses in an installation that is in use, so that its records show the rehearsal.
 * @throws InvalidInput as `scenarioHere`, NotFound as `connect`.
 */
export async function rehearseHere(
  {
    place,
    repository,
    scenario,
  }: { readonly place: SandboxPlace; readonly repository: string | undefined; readonly scenario: Scenario },
  progress: Say,
): Promise<Rehearsed> {
  const here = scenarioHere(scenario);
  const stage = await stageHere(await connect({ sandbox: place.name }), repository, progress);
  return rehearseScenario(stage, await nextAttempt(stage.installation, stage.commit), here);
}

/**
 * The stage of an installation that exists: the repository's HEAD, synthesised for it, with this context.
 * @throws InvalidChange with every refusal.
 */
export async function stageHere(
  { installation, sandbox }: Pick<Connection, "installation" | "sandbox">,
  repository: string | undefined,
  progress: Say,
  context: Readonly<Record<string, string>> = {},
): Promise<Stage> {
  const { commit, assembly, plan } = await soundChange({
    repository: repository ?? workplace,
    assembly: null,
    plan: readPlan(installation.plan),
    since: await countedSince(installation, repository ?? workplace),
    context: { ...contextFor({ emulated: sandbox !== null }), ...context },
  });
  const inbox = sandbox === null ? null : inboxOf(sandbox);
  return { installation, commit, assembly, plan, inbox, say: progress };
}

/** The number of the next attempt at a commit: the same commit with another number is a new run. */
export async function nextAttempt(
  installation: Installation,
  { commit, repository }: Commit,
): Promise<number> {
  const claims = await recordsIn({ ...installation, clock: systemClock }).claims();
  const attempts = claims
    .filter((claim) => claim.commit === commit.sha && claim.repository === fullName(repository))
    .map(({ attempt }) => attempt);
  return Math.max(0, ...attempts) + 1;
}
