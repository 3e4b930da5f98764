import { groupedBy } from "../../../lib/domain/grouped.ts";
import { type Definition, resources } from "./definition.ts";
import { loopsOf } from "./loops.ts";
import type { Installed, Machine } from "./machines.ts";
import { callersOf, inputOf } from "./rules/assignment.ts";
import { attemptsOf, heaviestWay } from "./rules/limits.ts";
import {
  answerShape,
  bytesOfCharacter,
  digitsOfSafeInteger,
  inputShape,
  largestBytes,
  shapeAt,
} from "./shapes.ts";
import { leaves } from "./writers.ts";

/**
 * The most history events that a state writes: entered and exited, and for each attempt of a Task scheduled, started and
 * ended, and submitted where it waits (Step Functions API reference, HistoryEvent).
 */
function eventsOfState(definition: Definition, name: string): number {
  const state = definition.States[name];
  if (state?.Type !== "Task") return state?.Type === "Fail" ? 1 : 2;
  return 2 + attemptsOf(state) * (state.Resource === resources.invoke ? 3 : 4);
}

/**
 * The most history events that an execution can write; null when a loop of it is not counted. Every state once on the
 * longest way, and as many rounds more as the loops are counted: loops of one counter share its rounds.
 */
export function worstEvents({ definition }: Machine): number | null {
  const loops = loopsOf(definition);
  if (loops.some(({ bound }) => bound === null)) return null;
  const startAndEnd = 2;
  const weightOf = ({ states }: { readonly states: readonly string[] }) =>
    states.reduce((sum, name) => sum + eventsOfState(definition, name), 0);
  const rounds = [...groupedBy(loops, ({ counter }) => counter).values()].map(
    (sharing) => Math.max(...sharing.map(({ bound }) => bound ?? 0)) * Math.max(...sharing.map(weightOf)),
  );
  const once = heaviestWay(definition, (name) => eventsOfState(definition, name));
  return startAndEnd + once + rounds.reduce((sum, events) => sum + events, 0);
}

/** A context path that Step Functions itself passes to a child: an ARN, which has at most so many characters. */
const largestArnBytes = 512;
/**
 * What a Catch keeps: an error's name and its cause (Step Functions API reference, FailExecution), each character
 * escaped.
 */
const largestErrorBytes = (256 + 32_768) * bytesOfCharacter;
/** The bytes around a value: its key's quotes, a colon, a comma, and the braces of its object. */
const aroundValueBytes = 8;

/** One value of a machine's data: where it is kept, and how many bytes it may have; null when nothing bounds it. */
export type Kept = { readonly path: string; readonly state: string | null; readonly bytes: number | null };

/** Everything that an execution can have in its data at once. */
export function keptBy(installed: Installed, machine: Machine): readonly Kept[] {
  const workShape = inputShape("close-run");
  const given = inputOf(installed, machine).map((path): Kept => {
    const key = path.split(".")[0] ?? path;
    const literal = callersOf(installed, machine)
      .map(({ passed }) => passed[key])
      .filter((value) => value !== undefined);
    const shape = shapeAt(workShape, [key]);
    const bytes =
      shape !== null
        ? largestBytes(shape)
        : literal.length > 0
          ? Math.max(...literal.map((value) => JSON.stringify(value).length))
          : key.startsWith("AWS_STEP_FUNCTIONS")
            ? largestArnBytes
            : largestBytes(shapeAt(inputShape("provision-step"), [key]) ?? {});
    return { path, state: null, bytes };
  });
  const written = Object.entries(machine.definition.States).flatMap(([name, state]): Kept[] => {
    if (state.Type === "Pass")
      return leaves(state.Parameters ?? {}).map((path) => ({
        path: `${state.ResultPath}.${path}`,
        state: name,
        bytes: digitsOfSafeInteger,
      }));
    if (state.Type !== "Task") return [];
    const call = machine.calls.get(name);
    const caught = state.Catch.filter(({ ResultPath }) => ResultPath !== null).map(
      ({ ResultPath }): Kept => ({ path: String(ResultPath), state: name, bytes: largestErrorBytes }),
    );
    if (state.ResultPath === null || call?.is !== "task") return caught;
    const selected = Object.entries(state.ResultSelector ?? {}).map(([key, source]): Kept => {
      const shape = shapeAt(answerShape(call.task), String(source).split(".").slice(2));
      return {
        path: `${state.ResultPath}.${key.replace(/\.\$$/, "")}`,
        state: name,
        bytes: shape === null ? null : largestBytes(shape),
      };
    });
    return [...selected, ...caught];
  });
  return [...given, ...written];
}

/** The most bytes that an execution's data can have; null when something in it is not bounded. */
export function worstBytes(installed: Installed, machine: Machine): number | null {
  const largest = new Map<string, number | null>();
  for (const { path, bytes } of keptBy(installed, machine)) {
    const known = largest.get(path);
    largest.set(path, bytes === null || known === null ? null : Math.max(bytes, known ?? 0));
  }
  return [...largest].reduce<number | null>(
    (sum, [path, bytes]) =>
      sum === null || bytes === null ? null : sum + bytes + path.length + aroundValueBytes,
    2,
  );
}
