// The makespan on AWS, in the virtual time of the simulated account with the durations of durations.ts: the reference plan and
// an application of 20 stacks, compared with `cdk deploy --concurrency 1` of the same stacks. People are excluded: they answer
// at once. Then what Interlock adds to each step, and what its waiting costs.
import type { Change, Step } from "../../../lib/domain/change/manifest.ts";
import { environments } from "../../../lib/domain/environment.ts";
import { verdictOf } from "../../../lib/domain/run/verdict.ts";
import { ordinaryParts, type Shape, upload } from "../../simulator/changes.ts";
import { Random } from "../../simulator/random.ts";
import { finish, install, planWith, read } from "../../simulator/runs.ts";
import { peopleMs } from "../shared/timings.ts";
import { atMost, reportFigures } from "../shared/write-figures.ts";
import {
  cdkCalls,
  cdkLooksSeconds,
  durations,
  latencies,
  slowDriftSeconds,
  stackSeconds,
} from "./durations.ts";
import { type Priced, priceOf } from "./price.ts";

const mostRatio = 1.05;
const mostAddedSeconds = 2;
const mostDollarsForTenMinutes = 0.01;

/** The change with a second and third step of compute, so that it has 20 stacks. */
function twentyStacks(change: Change): Change {
  const more = (steps: readonly Step[]): Step[] =>
    steps.flatMap((step) =>
      step.part === "compute"
        ? [step, { ...step, step: "compute-2", stackName: `${step.stackName}-2`, dependsOn: [step.step] }]
        : [step],
    );
  const { development, staging, production } = change.environments;
  return {
    ...change,
    environments: { development: more(development), staging: more(staging), production: more(production) },
  };
}

type Measured = Priced & {
  readonly stacks: number;
  readonly runSeconds: number;
  readonly cdkSeconds: number;
  readonly parallelSeconds: number;
  /**
   * From a stack's end to the beginning of the next stack, on average, where no validation comes between; with a step's share of all
   * transitions, which take no virtual time.
   */
  readonly addedSeconds: number;
  /** What all validations, gates, receipts and assets of the run take, and the steps besides their stacks. */
  readonly besidesStacksSeconds: number;
  readonly lateSeconds: number;
};

/** Takes a change through the plan on an account with AWS's durations. */
async function measure(shape: Shape, driftSeconds: number = latencies.driftSeconds): Promise<Measured> {
  const world = install();
  const random = new Random(21);
  const [shortest, longest] = latencies.callMs;
  world.account.latencyMs = () => random.between(shortest, longest);
  world.cloudFormation.driftSeconds = driftSeconds;
  world.people.says = () => ({ decision: "approve", afterMs: 0 });
  const { runId, change, detail } = upload(world, { parts: ordinaryParts, ...shape }, planWith());
  const steps = environments.flatMap((environment) => change.environments[environment]);
  for (const { stackName, part } of steps) world.cloudFormation.pace.set(stackName, stackSeconds(part));

  const priced: { transitions: number; functionMs: number } = { transitions: 0, functionMs: 0 };
  const started = new Set<string>();
  const { functions } = world;
  const invoke = functions.invoke.bind(functions);
  functions.invoke = async (name, event, purpose) => {
    await world.time.pause(started.has(name) ? latencies.warmMs : latencies.coldMs);
    started.add(name);
    const beganAtMs = world.time.nowMs();
    try {
      return await invoke(name, event, purpose);
    } finally {
      priced.functionMs += world.time.nowMs() - beganAtMs;
    }
  };

  const beganAtMs = world.time.nowMs();
  await world.call("start-run", { detail });
  await finish(world);
  const { entries } = await read(world, runId);
  if (verdictOf(entries) !== "SUCCEEDED") throw new Error(`${runId} ended ${verdictOf(entries)}`);
  for (const { history } of world.states.executions.values())
    priced.transitions += history.filter(({ type }) => type.endsWith("StateEntered")).length;

  const transitionsMs = priced.transitions * latencies.transitionMs;
  const runMs = world.time.nowMs() - beganAtMs - peopleMs(entries) + transitionsMs;
  // When CloudFormation ended each stack, and when the records say so.
  const lateMs = steps.map(({ stackName, step }) => {
    const complete = world.cloudFormation.named(stackName)?.events[0]?.Timestamp.getTime() ?? Number.NaN;
    const recorded = entries.find(
      ({ action, kind, detail: of, at }) =>
        action === "provision-step" &&
        kind === "outcome" &&
        "step" in of &&
        of.step === step &&
        Date.parse(at) >= complete,
    );
    return Date.parse(recorded?.at ?? "") - complete;
  });
  const gaps = environments.flatMap((environment) => {
    const made = change.environments[environment].filter(({ part }) => part !== "ingress");
    const events = made.map(({ stackName }) => world.cloudFormation.named(stackName)?.events ?? []);
    return events.slice(1).map((next, place) => {
      const [ended, begins] = [events[place]?.[0], next.at(-1)];
      return (
        ((begins?.Timestamp.getTime() ?? Number.NaN) - (ended?.Timestamp.getTime() ?? Number.NaN)) / 1_000
      );
    });
  });
  const seconds = steps.map(({ part }) => stackSeconds(part));
  const total = seconds.reduce((sum, one) => sum + one, 0);
  return {
    stacks: steps.length,
    runSeconds: runMs / 1_000,
    cdkSeconds: seconds.reduce((sum, one) => sum + cdkSecondsFor(one), 0),
    parallelSeconds: environments.reduce(
      (sum, environment) =>
        sum + Math.max(...change.environments[environment].map(({ part }) => stackSeconds(part))),
      0,
    ),
    addedSeconds: mean(gaps) + transitionsMs / steps.length / 1_000,
    besidesStacksSeconds: runMs / 1_000 - total,
    lateSeconds: Math.max(...lateMs) / 1_000,
    ...priced,
  };
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** What `cdk deploy` takes for a stack: its change set is ready at the second look, and its end is seen at the next look. */
function cdkSecondsFor(stack: number): number {
  const callSeconds = (latencies.callMs[0] + latencies.callMs[1]) / 2 / 1_000;
  return cdkCalls * callSeconds + cdkLooksSeconds + Math.ceil(stack / cdkLooksSeconds) * cdkLooksSeconds;
}

const measured = {
  "reference plan": await measure({}),
  "20 stacks": await measure({ edit: twentyStacks }),
};
for (const [part, { seconds, slowest, source }] of Object.entries(durations))
  console.log(`${part.padEnd(11)} ${String(seconds).padStart(4)} s  ${slowest}: ${source}`);
for (const [name, one] of Object.entries(measured)) {
  const price = priceOf(one);
  console.log(
    `${name}: ${one.stacks} stacks, ${one.runSeconds.toFixed(0)} s, of which ${one.besidesStacksSeconds.toFixed(0)} s are not its stacks' own time; bare cdk ${one.cdkSeconds.toFixed(0)} s; ${one.transitions} transitions, ${(one.functionMs / 1_000).toFixed(0)} s of functions, $${price.toFixed(4)}; steps side by side would take ${one.parallelSeconds.toFixed(0)} s at least`,
  );
}
const slow = await measure({ edit: twentyStacks }, slowDriftSeconds);
console.log(
  `20 stacks, if each detection of drift took ${slowDriftSeconds} s: makespan / bare cdk ${(slow.runSeconds / slow.cdkSeconds).toFixed(3)}`,
);
const tenMinutes = (one: Measured) => (priceOf(one) / one.runSeconds) * 600;
const reached = reportFigures(
  "bench-aws",
  "npm run assure -- bench-aws",
  Object.entries(measured).flatMap(([name, one]) => [
    atMost(`${name}: makespan / bare cdk`, Number((one.runSeconds / one.cdkSeconds).toFixed(3)), mostRatio),
    atMost(
      `${name}: latest notice of a step's end, seconds`,
      Number(one.lateSeconds.toFixed(2)),
      mostAddedSeconds,
    ),
    atMost(`${name}: added seconds per step`, Number(one.addedSeconds.toFixed(2)), mostAddedSeconds),
    atMost(`${name}: dollars for ten minutes`, Number(tenMinutes(one).toFixed(4)), mostDollarsForTenMinutes),
  ]),
);
if (!reached) process.exitCode = 1;
