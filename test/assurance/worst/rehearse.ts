import { injectFault } from "../../../lib/command-line/rehearsal/inject-fault.ts";
import { problemsOf } from "../../../lib/command-line/rehearsal/judge-remains.ts";
import type { Remains } from "../../../lib/command-line/rehearsal/remains.ts";
import type { Scenario } from "../../../lib/command-line/rehearsal/scenarios.ts";
import type { Assembly } from "../../../lib/command-line/submission/assembly.ts";
import { readPlan } from "../../../lib/command-line/submission/read-plan.ts";
import type { Change } from "../../../lib/domain/change/manifest.ts";
import { type Environment, environments } from "../../../lib/domain/environment.ts";
import type { Plan } from "../../../lib/plan/schema.ts";
import { upload } from "../../simulator/changes.ts";
import { type Blueprint, World } from "../../simulator/world.ts";
import { verdictIn } from "../invariants/ledger.ts";
import { untilQuiet } from "../invariants/until-quiet.ts";
import { Watch } from "../invariants/watch.ts";

/** How a run on the account at its worst ended: with what verdict, and what is not as it must be. */
export type Ended = {
  readonly name: string;
  readonly seed: number;
  readonly verdict: string | null;
  readonly problems: readonly string[];
};

/** How long a gate is open: long enough for every person, short enough for one that expires. */
const gateHours = 0.5;
const abortsAfterMs = 5_000;
const mostCharacters = 600;

/** Plan 21.03 as it is, with gates of half an hour. */
function planOfWorst(): Plan {
  const plan = structuredClone(readPlan()) as Plan;
  for (const gate of Object.values(plan.gates)) gate.expiresAfterHours = gateHours;
  return plan;
}

/** What exists of each environment. */
function remainsIn({ cloudFormation, application }: World): Readonly<Record<Environment, Remains>> {
  const of = (environment: Environment): Remains => {
    const prefix = `${application}-${environment}`;
    const own = cloudFormation.standing.filter(({ name }) => name.startsWith(`${prefix}-`));
    const ids = new Set(own.map(({ id }) => id));
    return {
      stacks: new Map(
        own.map(({ name, deployed }) => [
          name,
          `${deployed.template.text} ${JSON.stringify(deployed.parameters)}`,
        ]),
      ),
      resources: [...cloudFormation.resources.values()]
        .filter(({ id, stackName }) => `${id} ${stackName}`.includes(prefix))
        .filter(({ stackId }) => !ids.has(stackId))
        .map(({ type, id }) => `${type} ${id}`),
    };
  };
  return { development: of("development"), staging: of("staging"), production: of("production") };
}

/** Lets happen from outside what a rehearsal wants. */
function interfere(world: World, { reject, expire, abort }: Scenario): void {
  const { says } = world.people;
  world.people.says = (gate, approver, runId) => {
    const answer = says(gate, approver, runId);
    if (gate === expire) return null;
    return gate === reject && answer !== null ? { ...answer, decision: "reject" } : answer;
  };
  if (abort === null) return;
  let isAborted = false;
  world.account.watchers.push({
    acts: ({ operation, input }) => {
      const { StackName = "" } = input as { readonly StackName?: string };
      if (isAborted || operation !== "CreateStack" || StackName !== `${world.application}-${abort}-compute`)
        return;
      isAborted = true;
      world.time.after(abortsAfterMs, () => {
        for (const execution of world.states.executions.values())
          if (execution.machine.name === world.parentArn.split(":").at(-1) && execution.status === "RUNNING")
            world.states.stop(execution, "Stopped", "by hand");
      });
    },
  });
}

/** Submits an assembly and lets the world come to rest. Returns the run. */
async function take(
  { world, watch }: { readonly world: World; readonly watch: Watch },
  assembly: Assembly,
  attempt: number,
): Promise<string> {
  for (const [digest, text] of assembly.templates) world.s3.overwrite(`by-digest/${digest}`, text);
  const edit = (change: Change): Change => ({ ...change, environments: assembly.environments });
  const { runId, detail } = upload(world, { attempt, edit }, planOfWorst());
  world.events.put({ source: "interlock", "detail-type": "Change Submitted", detail });
  await untilQuiet(watch, { runs: attempt });
  return runId;
}

/** Takes the assembly through plan 21.03 on an account at its worst: with a rehearsal's failure, or as the main job without one. */
export async function rehearseAtWorst(
  blueprint: Blueprint,
  assembly: Assembly,
  scenario: Scenario | null,
  seed: number,
): Promise<Ended> {
  const world = new World(blueprint, { seed, worst: true });
  const watch = new Watch(world);
  const isFirst = scenario?.succeedsFirst !== true;
  if (!isFirst) await take({ world, watch }, assembly, 1);
  const before = remainsIn(world);
  if (scenario !== null) interfere(world, scenario);
  const fault = scenario?.fault ?? null;
  const changed = fault === null ? assembly : injectFault(assembly, fault);
  const runId = await take({ world, watch }, changed, isFirst ? 1 : 2);
  watch.end();
  const verdict = verdictIn(watch.ledger.of(runId));
  const wanted = scenario?.verdict ?? "SUCCEEDED";
  const found = remainsIn(world);
  const left = environments.flatMap((environment) =>
    problemsOf(
      scenario?.expected[environment] ?? { is: "everything" },
      found[environment],
      before[environment],
      changed.environments[environment],
    ).map((problem) => `${environment}: ${problem}`),
  );
  return {
    name: scenario?.name ?? "the main job",
    seed,
    verdict,
    problems: [
      ...(verdict === wanted ? [] : [`it ended ${verdict}, not ${wanted}: ${why(watch, runId)}`]),
      ...left,
      ...watch.violations.map(({ invariant, message }) => `${invariant}: ${message}`),
    ],
  };
}

/** What the records say of the reason. */
function why({ ledger }: Watch, runId: string): string {
  const said = ledger
    .of(runId)
    .filter(({ action }) => /^(refuse-run|begin-rollback|prove-rollback)$/.test(action))
    .map(({ detail }) => String(detail["cause"] ?? detail["reason"] ?? JSON.stringify(detail["residual"])));
  return said.join("; ").slice(0, mostCharacters);
}
