import { childKinds, definitionText } from "../../lib/control-plane/definitions.ts";
import { type Environment, environments } from "../../lib/domain/environment.ts";
import type { Gate } from "../../lib/domain/gates.ts";
import type { ExecutionHistory } from "../../lib/domain/records/history.ts";
import { type TaskName, tasks } from "../../lib/tasks.ts";
import { readDefinition } from "../assurance/prove/definition.ts";
import type { Machine } from "../assurance/prove/machines.ts";
import type { Outcome } from "../simulator/functions.ts";
import { Random } from "../simulator/random.ts";
import { nameIn, StepFunctions } from "../simulator/step-functions/step-functions.ts";
import { VirtualTime } from "../simulator/time.ts";
import type { Says, World } from "./world.ts";

const parent = "provisioning-plan";
const yearMs = 365 * 86_400_000;

/** A name of the definitions, without what tells the environments apart. */
const plain = (name: string): string =>
  environments.reduce((rest: string, environment: Environment) => rest.replace(`-${environment}`, ""), name);

/** A definition whose placeholders stand for themselves. */
function machineOf(name: string, text: string): Machine {
  const read = readDefinition(name, text.replace(/\$\{([^}]+)\}/g, "$1"));
  if ("findings" in read) throw new Error(read.findings.map(({ message }) => message).join("; "));
  return { name, definition: read.definition, digest: "", calls: new Map() };
}

/** The machines by the names under which the parent starts them: one loop per environment and kind of child. */
function machines(): ReadonlyMap<string, Machine> {
  const children = environments.flatMap((environment) =>
    Object.entries(childKinds).map(([kind, { task, ownInput }]) =>
      machineOf(
        `${kind}-${environment}`,
        definitionText("call-until-done", { task: `${task}-${environment}`, "own-input": ownInput }),
      ),
    ),
  );
  const all = [machineOf(parent, definitionText("provisioning-plan")), ...children];
  return new Map(all.map((machine) => [machine.name, machine]));
}

const known = machines();

/** Time that shows what the world's clock shows, however it passes here. */
class WorldTime extends VirtualTime {
  private readonly world: World;

  constructor(world: World) {
    super(0);
    this.world = world;
  }

  override nowMs(): number {
    return this.world.nowMs;
  }
}

/** What Step Functions tells of an execution. */
function historyOf({ service }: StepFunctions, executionArn: string): ExecutionHistory {
  const ask = (operation: string) => service[operation]?.({ executionArn }) as object;
  const told = {
    execution: executionArn,
    ...ask("DescribeExecution"),
    ...ask("DescribeStateMachineForExecution"),
    ...ask("GetExecutionHistory"),
  };
  const { execution, status, definition, events } = JSON.parse(JSON.stringify(told)) as ExecutionHistory;
  return { execution, status, definition, events };
}

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
    execution: arn = `arn:execution:${runId}`,
  }: { runId: string; epoch: number; execution?: string },
  says: Says,
  interrupt: Interruption = () => undefined,
): Promise<{ readonly states: readonly string[]; readonly succeeded: boolean }> {
  const entered: string[] = [];
  const time = new WorldTime(world);
  const invoke = async (functionName: string, payload: unknown, state: string): Promise<Outcome> => {
    const name = plain(functionName) as TaskName;
    try {
      const input = tasks[name].input.parse(payload);
      const answer: unknown = await (world.tasks[name] as (input: unknown) => Promise<unknown>)(input);
      // What a Wait state lets pass.
      const { waitSeconds = 0 } = answer as { waitSeconds?: number };
      world.nowMs += waitSeconds * 1000;
      if (name === "open-gate") {
        const { gate, taskToken } = input as { gate: Gate; taskToken: string };
        await world.answer(says(gate));
        await states.service["SendTaskSuccess"]?.({ taskToken, output: "{}" });
      }
      return { payload: tasks[name].answer.parse(answer) };
    } catch (error) {
      const { name: errorName, message } =
        error instanceof Error ? error : { name: "Unknown", message: state };
      return { error: errorName, cause: message };
    }
  };
  const states = new StepFunctions({ machines: known }, time, new Random(1), invoke);
  states.taskFault = ({ machine, data }, state) => {
    if (machine.name === parent) entered.push(state);
    try {
      interrupt(state, data);
      return undefined;
    } catch (error) {
      return { when: "before", error: error instanceof Error ? error.name : "Unknown" };
    }
  };
  states.hasEnded = (ended) => world.histories.told.push(historyOf(states, ended.arn));
  const execution = states.start(parent, nameIn(arn), { runId, epoch }, arn);
  await time.passUntil(() => execution.status !== "RUNNING", yearMs);
  return { states: entered, succeeded: execution.status === "SUCCEEDED" };
}
