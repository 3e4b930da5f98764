import { rmSync } from "node:fs";
import { invalidInput } from "../domain/errors.ts";
import type { Installation } from "../installation/installation.ts";
import { systemClock } from "../ports/clock/system.ts";
import { recordsIn } from "../ports/records/aws.ts";
import { inboxOf } from "../sandbox/mailbox.ts";
import { checkout, Place } from "../sandbox/place.ts";
import { ensureDeployed, type Say, startSandbox, stopSandbox } from "../sandbox/up.ts";
import { readAssembly } from "./assembly.ts";
import { type Commit, headOf } from "./commit.ts";
import { connect } from "./connect.ts";
import { carryOut, type Stage, take } from "./rehearsal.ts";
import { rehearseAll } from "./rehearse-all.ts";
import { leftOutForEmulator, readPlan } from "./run-change.ts";
import { type Scenario, type ScenarioOptions, scenarioHere, scenarioOf } from "./scenarios.ts";
import { synthesise } from "./synthesise.ts";

/** The options of `interlock rehearse`. */
export type RehearseOptions = ScenarioOptions & {
  readonly all?: boolean;
  /** In the installation that is there, instead of in a sandbox made for it. */
  readonly here?: boolean;
  readonly keep?: boolean;
  readonly sandbox?: string;
  readonly repository?: string;
};

/**
 * Lets something go wrong on purpose, in a sandbox of its own, and looks at what is left of each environment. Returns
 * the exit code: 0 only if the verdict and everything that is left are what they have to be.
 */
export async function rehearse(options: RehearseOptions, say: Say): Promise<number> {
  const { all, here, keep, sandbox, repository, ...named } = options;
  const scenario = all === true ? null : scenarioOf(named);
  if (here === true) {
    if (scenario === null) throw invalidInput("--all is rehearsed in a sandbox of its own: leave --here out");
    return rehearseHere(options, scenario, say);
  }
  const place = new Place(sandbox ?? `rehearsal-${scenario?.name ?? "all"}`);
  if (place.name === "local")
    throw invalidInput("a rehearsal removes its sandbox: give it another name than local");
  await stopSandbox(place);
  rmSync(place.folder, { recursive: true, force: true });
  const started = await startSandbox(place, undefined, say);
  say(
    `sandbox   ${place.name}, emulator http://127.0.0.1:${started.ports.emulator}, mailbox ${inboxOf(started)}`,
  );
  try {
    const head = headOf(repository ?? checkout);
    const folder = place.path("changes", head.commit.sha, "assembly");
    const assembly = readAssembly(await synthesise(head, folder, { leaveOut: leftOutForEmulator }));
    const { installation, state } = await ensureDeployed(place, started, assembly.application, say);
    const stage: Stage = { installation, head, assembly, plan: readPlan(), inbox: inboxOf(state), say };
    if (scenario === null) return await rehearseAll(place, stage, say);
    if (scenario.succeedsFirst) {
      const { verdict } = await take(stage, 1, null);
      if (verdict !== "SUCCEEDED") {
        say(`the run before the rehearsal ended ${verdict}`);
        return 1;
      }
    }
    return tell(await carryOut(stage, scenario.succeedsFirst ? 2 : 1, scenario), say);
  } finally {
    if (keep !== true) {
      await stopSandbox(place);
      rmSync(place.folder, { recursive: true, force: true });
    }
  }
}

/** Rehearses in an installation that is used, so that its records say when that was last done. */
async function rehearseHere(options: RehearseOptions, scenario: Scenario, say: Say): Promise<number> {
  const here = scenarioHere(scenario);
  const place = new Place(options.sandbox ?? "local");
  const { installation, sandbox } = await connect({ sandbox: place.name });
  const head = headOf(options.repository ?? checkout);
  const context = sandbox === null ? {} : { leaveOut: leftOutForEmulator };
  const folder = place.path("changes", head.commit.sha, "rehearsal");
  const assembly = readAssembly(await synthesise(head, folder, context));
  const inbox = sandbox === null ? null : inboxOf(sandbox);
  const stage: Stage = { installation, head, assembly, plan: readPlan(), inbox, say };
  return tell(await carryOut(stage, await nextAttempt(installation, head), here), say);
}

async function nextAttempt(installation: Installation, { commit, repository }: Commit): Promise<number> {
  const claims = await recordsIn({ ...installation, clock: systemClock }).claims();
  const attempts = claims
    .filter((claim) => claim.commit === commit.sha && claim.repository === repository)
    .map(({ attempt }) => attempt);
  return Math.max(0, ...attempts) + 1;
}

function tell({ left, problems, runId, verdict }: Awaited<ReturnType<typeof carryOut>>, say: Say): number {
  for (const line of left) say(line);
  for (const problem of problems) say(`WRONG  ${problem}`);
  say(`run ${runId} ${verdict}`);
  return problems.length === 0 ? 0 : 1;
}
