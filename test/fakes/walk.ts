import { readFileSync } from "node:fs";
import { StateMachine } from "aws-local-stepfunctions";
import type { Gate } from "../../lib/domain/environment.ts";
import { type TaskName, tasks } from "../../lib/tasks.ts";
import type { Says, World } from "./world.ts";

type State = { readonly Type: string; readonly Resource?: string };
type Definition = { readonly StartAt: string; readonly States: Readonly<Record<string, State>> };
type Invocation = { readonly FunctionName: string; readonly Payload: Readonly<Record<string, unknown>> };
type Start = { readonly StateMachineArn: string; readonly Input: Readonly<Record<string, unknown>> };

/** The definition without its ceilings: the interpreter's timers end after 24 days at most, and no clock runs here. */
const definitionOf = (name: string): Definition =>
  JSON.parse(
    readFileSync(new URL(`../../statemachines/${name}.asl.json`, import.meta.url), "utf8"),
    (key, value: unknown) => (key === "TimeoutSeconds" ? undefined : value),
  );

/** A placeholder of the definitions, without what tells the environments apart. */
const nameIn = (placeholder: string): string =>
  placeholder.replace(/^\$\{(.*)\}$/, "$1").replace(/-(development|staging|production)$/, "");

/** What happens at a task beside its work: a test stops the world there. */
export type Interruption = (state: string, input: unknown) => void;

/**
 * Walks the checked-in definitions with the real use cases, as Step Functions would: an answer is parsed as the table
 * of tasks says, a gate waits until somebody answers its mail.
 */
export async function walk(
  world: World,
  {
    runId,
    epoch,
    execution = `arn:execution:${runId}`,
  }: { runId: string; epoch: number; execution?: string },
  says: Says,
  interrupt: Interruption = () => undefined,
): Promise<{ readonly states: readonly string[]; readonly succeeded: boolean }> {
  const states: string[] = [];
  const invoke = async (state: string, { FunctionName, Payload }: Invocation) => {
    interrupt(state, Payload);
    const name = nameIn(FunctionName) as TaskName;
    const input = tasks[name].input.parse(Payload);
    const answer: unknown = await (world.tasks[name] as (input: unknown) => Promise<unknown>)(input);
    // What a Wait state lets pass.
    const { waitSeconds = 0 } = answer as { waitSeconds?: number };
    world.nowMs += waitSeconds * 1000;
    if (name === "open-gate") await world.answer(says((Payload as { gate: Gate }).gate));
    return { Payload: tasks[name].answer.parse(answer) };
  };
  const interpret = async (name: string, input: unknown): Promise<unknown> => {
    const definition = definitionOf(name);
    const handlers = Object.fromEntries(
      Object.entries(definition.States)
        .filter(([, { Type }]) => Type === "Task")
        .map(([state, { Resource = "" }]) => [
          state,
          async (effective: unknown) => {
            if (name === "provisioning-plan") states.push(state);
            if (Resource.includes("lambda:invoke")) return invoke(state, effective as Invocation);
            const { StateMachineArn, Input } = effective as Start;
            interrupt(state, Input);
            return { Output: await interpret(`${nameIn(StateMachineArn)}-environment`, Input) };
          },
        ]),
    );
    const waits = Object.entries(definition.States).filter(([, { Type }]) => Type === "Wait");
    const machine = new StateMachine(definition as never, {
      validationOptions: { noValidate: true },
    });
    const { result } = machine.run(input as never, {
      overrides: {
        taskResourceLocalHandlers: handlers as never,
        waitTimeOverrides: Object.fromEntries(waits.map(([state]) => [state, 0])),
      },
      context: { Execution: { Id: execution }, Task: { Token: "a task token" } } as never,
    });
    return result;
  };
  try {
    await interpret("provisioning-plan", { runId, epoch });
    return { states, succeeded: true };
  } catch {
    return { states, succeeded: false };
  }
}
