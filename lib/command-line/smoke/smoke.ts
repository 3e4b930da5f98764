import { environments } from "../../domain/environment.ts";
import { invalidInput } from "../../domain/errors.ts";
import { clearEnvironment } from "../../installation/clear-environment.ts";
import { costRows, monthly, type PricedTemplate, prices } from "../../installation/cost.ts";
import { environmentAloneOf } from "../environments-of.ts";
import {
  type Rehearsed,
  rehearseScenario,
  type Stage,
  takeChange,
  unprepared,
} from "../rehearsal/rehearsal.ts";
import { remainsOf } from "../rehearsal/remains.ts";
import { scenarioOf } from "../rehearsal/scenarios.ts";

/** How a trial of a whole installation ended. */
export type Smoked = {
  /** Each run, what was tried with it, and what was wrong with it. */
  readonly runs: readonly Pick<Rehearsed, "scenario" | "runId" | "verdict" | "problems">[];
  /** What is left of the environments; empty if they are as they were before. */
  readonly left: readonly string[];
  readonly minutes: number;
  /** What the environments cost in that time, at most, estimated from list prices. */
  readonly usd: number;
};

/** What the environments of a change cost in an hour while nothing uses them, estimated from list prices. */
export function usdPerHour({ assembly }: Pick<Stage, "assembly">): number {
  const all = [...assembly.templates.values()].map((text) => JSON.parse(text) as PricedTemplate);
  const ofOne = (template: PricedTemplate) => monthly(costRows(template));
  // A template that two environments share is kept once.
  const used = environments.flatMap((environment) => assembly.environments[environment]);
  const byDigest = new Map([...assembly.templates.keys()].map((digest, index) => [digest, all[index]]));
  const sum = used.reduce(
    (total, { templateDigest }) => total + ofOne(byDigest.get(templateDigest) ?? {}),
    0,
  );
  return sum / prices.hoursPerMonth;
}

/**
 * Takes a change through the whole plan, in environments that nobody needs: an approver rejects it at staging, it succeeds, a step
 * of live production fails and is rolled back; then everything is deleted. Each time it reads from the environments themselves what
 * is left. On a sandbox it answers the gates itself; elsewhere it waits for the approvers.
 * @param firstAttempt the number of the first of its three attempts at the commit.
 * @throws InvalidInput if an environment has a stack already: it would be deleted.
 */
export async function smoke(stage: Stage, firstAttempt: number): Promise<Smoked> {
  const { installation, inbox, say } = stage;
  await confirmEmpty(stage);
  const beganAtMs = performance.now();
  const ask = (what: string) => {
    if (inbox === null) say(`PLEASE    ${what}`);
  };
  const runs: Rehearsed[] = [];
  const done = (run: Rehearsed) => {
    runs.push(run);
    for (const problem of run.problems) say(`WRONG     ${problem}`);
    say(`          ${run.scenario}: run ${run.runId} ${run.verdict}`);
  };
  ask("reject this change at staging-sign-off");
  done(await rehearseScenario(stage, firstAttempt, scenarioOf({ reject: "staging-sign-off" })));
  ask("approve this change at every gate");
  const whole = await takeChange(stage, firstAttempt + 1, null);
  const succeeded = whole.verdict === "SUCCEEDED";
  done({ ...unprepared("the-whole-plan", whole), ...(succeeded ? { problems: [] } : {}) });
  if (succeeded) {
    ask("approve this change at every gate: it then fails in production, on purpose");
    done(await rehearseScenario(stage, firstAttempt + 2, scenarioOf({ fail: "production/compute" })));
  }
  const left = await clear(stage);
  const minutes = (performance.now() - beganAtMs) / 60_000;
  const usd = (usdPerHour(stage) * minutes) / 60;
  say(
    `          ${minutes.toFixed(1)} minutes, at most ${usd.toFixed(2)} USD for the environments of ${installation.application}: an estimate of ${prices.asOf} for ${prices.region}`,
  );
  return {
    runs: runs.map(({ scenario, runId, verdict, problems }) => ({ scenario, runId, verdict, problems })),
    left,
    minutes,
    usd,
  };
}

/**
 * Deletes everything in the environments, and says what is left; nothing if they are empty.
 * @returns what is left, in words.
 */
export async function clear({ installation, assembly, say }: Stage): Promise<readonly string[]> {
  const left: string[] = [];
  for (const environment of environments.toReversed()) {
    const { stacks } = (await remainsOf(installation))[environment];
    const known = stacksInOrder(assembly.environments[environment]);
    const standing = [
      ...known.filter((name) => stacks.has(name)),
      ...[...stacks.keys()].filter((name) => !known.includes(name)),
    ];
    const reached = environmentAloneOf(installation, environment);
    left.push(...(await clearEnvironment(reached, standing, (line) => say(`          ${line}`))));
  }
  const remains = await remainsOf(installation);
  left.push(
    ...environments.flatMap((environment) => [
      ...[...remains[environment].stacks.keys()].map((name) => `the stack ${name}`),
      ...remains[environment].resources,
    ]),
  );
  for (const line of left) say(`LEFT      ${line}`);
  return left;
}

/** The names of the stacks of these steps, each after those that it depends on. */
function stacksInOrder(steps: Stage["assembly"]["environments"]["development"]): readonly string[] {
  const ordered: string[] = [];
  const add = (name: string) => {
    const step = steps.find((one) => one.step === name);
    if (step === undefined || ordered.includes(step.stackName)) return;
    for (const other of step.dependsOn) add(other);
    ordered.push(step.stackName);
  };
  for (const { step } of steps) add(step);
  return ordered;
}

async function confirmEmpty({ installation }: Stage): Promise<void> {
  const remains = await remainsOf(installation);
  const standing = environments.flatMap((environment) => [...remains[environment].stacks.keys()]);
  if (standing.length > 0)
    throw invalidInput(
      `${standing.join(", ")} stand already, and this deletes the environments in the end: use accounts and an application that nobody needs, or delete what an earlier trial left with "interlock smoke --clear-only"`,
    );
}

/** Whether everything was as it has to be. */
export const isRight = ({ runs, left }: Smoked): boolean =>
  left.length === 0 && runs.length === 3 && runs.every(({ problems }) => problems.length === 0);
