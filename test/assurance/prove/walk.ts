import type { State, StateOf } from "./definition.ts";
import { type Data, evaluate, filled, PathMissing, placed } from "./evaluate.ts";
import type { Machine } from "./machines.ts";

/** How a walk ended: at an end of the machine, at a missing path, or after more states than any run has. */
export type Ended = "Succeed" | "Fail" | "States.Runtime" | "endless";

/** One walk through a machine: the states that it entered, and how it ended. */
export type Walk = { readonly way: readonly string[]; readonly ended: Ended };

const longestWay = 5_000;

/** What the parent is started with. */
export const parentData: Data = { runId: "run", epoch: 1 };

/**
 * Walks through a machine once, from its input, with its real data flow. `answer` plays the tasks: it gives what a task
 * answers at a state, or null when the task fails. A child answers when its task is done.
 */
export function walkOnce(
  machine: Machine,
  input: Data,
  answer: (state: string, by: "task" | "machine") => Data | null,
): Walk {
  const { States, StartAt } = machine.definition;
  const way: string[] = [];
  let data: unknown = input;
  let name: string = StartAt;
  try {
    while (way.length < longestWay) {
      way.push(name);
      const state: State | undefined = States[name];
      let next: string | undefined;
      switch (state?.Type) {
        case "Succeed":
        case "Fail":
          return { way, ended: state.Type };
        case "Choice":
          next = chosenBy(state, data);
          break;
        case "Pass":
          data = placed(data, state.ResultPath, filled(state.Parameters ?? {}, data, {}));
          next = state.Next;
          break;
        case "Wait":
          if (state.SecondsPath !== undefined) evaluate(state.SecondsPath, data, {});
          next = state.Next;
          break;
        case "Task": {
          const call = machine.calls.get(name);
          const said = call === undefined ? null : answer(name, call.is);
          if (said !== null && state.ResultSelector !== undefined)
            data = placed(data, state.ResultPath, filled(state.ResultSelector, { Payload: said }, {}));
          next = said === null ? state.Catch[0]?.Next : state.Next;
          break;
        }
      }
      if (next === undefined) return { way, ended: "States.Runtime" };
      name = next;
    }
  } catch (error) {
    if (error instanceof PathMissing) return { way, ended: "States.Runtime" };
    throw error;
  }
  return { way, ended: "endless" };
}

const chosenBy = ({ Choices, Default }: StateOf<"Choice">, data: unknown): string | undefined =>
  Choices.find(({ Variable, StringEquals, NumericGreaterThanEquals }) => {
    const value = evaluate(Variable, data, {});
    return StringEquals === undefined
      ? Number(value) >= Number(NumericGreaterThanEquals)
      : value === StringEquals;
  })?.Next ?? Default;
