import type { Change } from "../../lib/domain/change/manifest.ts";
import type { Environment, Part } from "../../lib/domain/environment.ts";
import type { Gate } from "../../lib/domain/gates.ts";
import type { Entry } from "../../lib/domain/records/entry.ts";
import { type Verdict, verdictOf } from "../../lib/domain/run/verdict.ts";
import type { Plan } from "../../lib/plan/schema.ts";
import type { Settings } from "../../lib/ports/settings/port.ts";
import type { TaskAnswer } from "../../lib/tasks/tasks.ts";
import { ordinaryParts, type Shape, type Submitted, upload, worldPlan } from "./changes.ts";
import { isEffect } from "./effects.ts";
import { stopBefore, withoutSweep } from "./execution-hooks.ts";
import { readBlueprint, World } from "./world.ts";

const blueprint = await readBlueprint();
const gateHours = 72;
const longestRunMs = 365 * 86_400_000;

/** The application of every installation here. */
export const { application } = blueprint.installed;

/** A new installation. Nothing watches it from outside: a test invokes the sweep when it wants one. */
export function install(settings: Partial<Settings> = {}): World {
  const world = new World(blueprint, { settings });
  withoutSweep(world);
  return world;
}

/** Plan 21.03 with its gates of three days, and checks that the simulated resources answer. */
export const planWith = (edit: (plan: Plan) => void = () => undefined): Plan =>
  worldPlan(ordinaryParts, (plan) => {
    for (const gate of Object.values(plan.gates)) gate.expiresAfterHours = gateHours;
    edit(plan);
  });

/** The shape of a change in which one step fails while it is deployed. */
export const failing = (environment: Environment, part: Part): Shape => ({
  twists: [
    { environment, part, version: 2, fails: "create" },
    { environment, part, version: 2, fails: "update" },
  ],
});

/** A change that was submitted, and what start-run answered. */
export type Begun = Submitted & Pick<TaskAnswer<"start-run">, "outcome">;

/** Submits a change of ordinary parts. Its execution continues whenever time passes. */
export async function begin(world: World, shape: Shape = {}, plan: Plan = planWith()): Promise<Begun> {
  const submitted = upload(world, { parts: ordinaryParts, ...shape }, plan);
  const { outcome } = await world.call("start-run", { detail: submitted.detail });
  return { ...submitted, outcome };
}

/** Lets time pass until every execution has ended. */
export async function finish({ time, states }: World): Promise<void> {
  const isOver = () => [...states.executions.values()].every(({ status }) => status !== "RUNNING");
  if (!(await time.passUntil(isOver, time.nowMs() + longestRunMs))) throw new Error("a run did not end");
}

/** Opens a run whose execution runs and does nothing: a test invokes the tasks of the run itself. */
export async function openByHand(
  world: World,
  shape: Shape = {},
  plan?: Plan,
): Promise<{ readonly runId: string; readonly epoch: number }> {
  const { taskFault } = world.states;
  world.states.taskFault = () => ({ when: "fatal", error: "States.Runtime" });
  const { runId } = await begin(world, shape, plan);
  await finish(world);
  world.states.taskFault = taskFault;
  for (const execution of world.states.executions.values()) execution.status = "RUNNING";
  const { epoch, executionArn } = await leaseOf(world);
  await world.call("open-run", { runId, epoch, executionArn: executionArn ?? "" });
  return { runId, epoch };
}

/** A run that is over. */
export type Taken = {
  readonly runId: string;
  readonly change: Change;
  readonly entries: readonly Entry[];
  readonly verdict: Verdict;
};

/** Takes a change through the plan until the run ends. */
export async function take(world: World, shape: Shape = {}, plan?: Plan): Promise<Taken> {
  const { runId, change } = await begin(world, shape, plan);
  await finish(world);
  const { entries } = await read(world, runId);
  return { runId, change, entries, verdict: verdictOf(entries) };
}

/**
 * Takes a change through the plan until its execution enters a state of the parent, and is stopped there from outside.
 */
export async function takeUntil(
  world: World,
  state: string,
  shape: Shape = {},
  plan?: Plan,
): Promise<string> {
  stopBefore(world, state);
  const { runId } = await begin(world, shape, plan);
  await finish(world);
  return runId;
}

/** Invokes the sweep, and lets time pass until what it started has ended. */
export async function sweep(world: World): Promise<TaskAnswer<"sweep">> {
  const swept = await world.call("sweep", {});
  await finish(world);
  return swept;
}

/** A run's records as the adapter reads them. */
export const read = (world: World, runId: string) => world.ask(({ records }) => records.read(runId));

/** The application's lease. */
export const leaseOf = (world: World) => world.ask(({ records }) => records.lease());

/** Has one gate rejected, and every other one approved. */
export function rejectAt(world: World, rejected: Gate): void {
  world.people.says = (gate) => ({ decision: gate === rejected ? "reject" : "approve", afterMs: 60_000 });
}

/** Turns off the people's answers: the test answers mails itself. */
export function nobodyAnswers(world: World): void {
  world.people.says = () => null;
}

/** The stack of a step. */
export const stackOf = ({ cloudFormation }: World, environment: Environment, step: string) =>
  cloudFormation.named(`${application}-${environment}-${step}`);

/** Deploys another template to the stack of a step by hand, with the same resources. */
export function changeByHand(world: World, environment: Environment, step: string): void {
  const text = stackOf(world, environment, step)?.deployed.template.text ?? "";
  world.cloudFormation.place(`${application}-${environment}-${step}`, text.replace("{", '{"Outputs":{},'));
}

/** The steps of an environment that have a stack, in the order in which their stacks were made. */
export const standing = ({ cloudFormation }: World, environment: Environment): readonly string[] =>
  [...cloudFormation.stacks.values()]
    .filter(
      ({ name, status }) => name.startsWith(`${application}-${environment}-`) && status !== "DELETE_COMPLETE",
    )
    .map(({ name }) => name.split("-").at(-1) ?? "");

/** The requests to CloudFormation that change stacks from now on, as "CreateStack development-network". */
export function effectsFromNow(world: World): readonly string[] {
  const effects: string[] = [];
  world.account.watchers.push({
    acts: (call) => {
      if (!isEffect(call)) return;
      const { StackName } = call.input as { StackName: string };
      const name = world.cloudFormation.find(StackName)?.name ?? StackName;
      effects.push(`${call.operation} ${name.slice(application.length + 1)}`);
    },
  });
  return effects;
}

/** The states that the parent of a run has entered, in order. */
export const statesOf = (world: World, runId: string): readonly string[] =>
  [...world.states.executions.values()]
    .filter(({ arn, name }) => name.startsWith(runId) && arn.startsWith(parentArnOf(world)))
    .flatMap(({ history }) =>
      history.flatMap(({ type, state }) => (type.endsWith("StateEntered") && state !== null ? [state] : [])),
    );

const parentArnOf = ({ parentArn }: World): string => parentArn.replace(":stateMachine:", ":execution:");

/** Ids of the resources that a step made with this logical id and that exist. */
export const resourceIds = (
  { cloudFormation }: World,
  environment: Environment,
  step: string,
  logicalId: string,
): readonly string[] =>
  [...cloudFormation.resources.values()]
    .filter((one) => one.stackName === `${application}-${environment}-${step}` && one.logicalId === logicalId)
    .map(({ id }) => id);
