import { faultOf } from "../../simulator/faults.ts";
import type { Blueprint } from "../../simulator/world.ts";
import { snapshotOf } from "../invariants/end-state.ts";
import { type Case, scenarioOf, stateFaults } from "./cases.ts";
import { type Disturb, type Played, play, type Scenario } from "./scenarios.ts";

/** How a case ended. */
export type Result = {
  readonly case: Case;
  readonly verdict: string | null;
  readonly problems: readonly string[];
  readonly effects: number;
  /** How many executions were redriven when all was over. */
  readonly redriven: number;
};

/** Plays one case and judges how it ended. */
export async function runCase(blueprint: Blueprint, one: Case, seed = 1): Promise<Result> {
  const scenario = scenarioOf(one.scenario);
  const played = await play(blueprint, scenario, { seed, disturb: disturbing(one), worst: true });
  const problems = [...problemsOf(scenario, one, played)];
  if (one.fault === "twice" && fingerprintOf(played) !== (await fingerprintOfGood(blueprint, scenario)))
    problems.push("done twice, the world is not as after once");
  const redriven = one.at === "state" ? await redrive(played) : { times: 0, problems: [] };
  return {
    case: one,
    verdict: played.verdict,
    problems: [...problems, ...redriven.problems],
    effects: played.watch.effects,
    redriven: redriven.times,
  };
}

const redriveMs = 15 * 60_000;

/** Redrives every execution that Step Functions would, once all is over: nothing may come of it. */
async function redrive({ world, watch }: Played): Promise<{ times: number; problems: readonly string[] }> {
  const state = () =>
    JSON.stringify([watch.effects, watch.ledger.runIds.map((runId) => watch.ledger.of(runId).length)]);
  const before = state();
  const violations = watch.violations.length;
  const redriven = [...world.states.executions.values()].filter((execution) =>
    world.states.redrive(execution),
  );
  if (redriven.length === 0) return { times: 0, problems: [] };
  await world.time.passUntil(() => false, world.time.nowMs() + redriveMs);
  const same = state() === before && watch.violations.length === violations;
  return {
    times: redriven.length,
    problems: same ? [] : ["redrive: something came of a redriven execution"],
  };
}

const good = new Map<string, string>();

/** How the scenario ends when nothing disturbs it. */
async function fingerprintOfGood(blueprint: Blueprint, scenario: Scenario): Promise<string> {
  const known = good.get(scenario.name) ?? fingerprintOf(await play(blueprint, scenario, { worst: true }));
  good.set(scenario.name, known);
  return known;
}

/** The world afterwards: the deployed stacks and the verdict. */
const fingerprintOf = ({ world, verdict }: Played): string =>
  JSON.stringify([verdict, [...snapshotOf(world)].sort()]);

/** Lets the case's fault happen. */
function disturbing(one: Case): Disturb {
  return (world, firstCall) => {
    if (one.at === "call") {
      world.account.faultAt = ({ index }) =>
        index === firstCall + one.index ? faultOf(one.fault) : undefined;
      return;
    }
    const { taskFault } = world.states;
    // As often as the state is tried in that execution: the one that recovers the run finds the world well again.
    let struck: string | null = null;
    world.states.taskFault = (execution, state) => {
      const other = taskFault(execution, state);
      if (execution.machine.name !== `${world.application}-${one.machine}` || state !== one.state)
        return other;
      const isFirst = struck === null;
      struck ??= execution.arn;
      return isFirst || (one.always && struck === execution.arn) ? stateFaults[one.fault] : other;
    };
  };
}

/** What is wrong with how a case ended. */
function problemsOf(scenario: Scenario, one: Case, { watch, verdict }: Played): readonly string[] {
  const problems = watch.violations
    // An execution whose history was filled on purpose has a full history.
    .filter(({ invariant }) => invariant !== "small" || one.fault !== "history overflow")
    .map(({ invariant, message }) => `${invariant}: ${message}`);
  const may = new Set<string | null>([
    scenario.verdict,
    "REFUSED",
    "ROLLED_BACK",
    "ABORTED",
    "REJECTED",
    "QUARANTINED",
  ]);
  if (!may.has(verdict)) problems.push(`the verdict is ${verdict}`);
  if (one.fault === "twice" && verdict !== scenario.verdict) problems.push(`done twice, it ends ${verdict}`);
  return problems;
}
