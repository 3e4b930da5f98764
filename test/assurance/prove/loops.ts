import type { Definition } from "./definition.ts";
import { expressionIn } from "./expression.ts";
import { edgesFrom, reachableFrom } from "./flow.ts";
import { kept } from "./kept.ts";

/** States that lead back to themselves, and what ends their going round. */
export type Loop = {
  readonly states: readonly string[];
  /** How often it is gone round at most, together with the other loops of the same counter; null when nothing counts it. */
  readonly bound: number | null;
  /** The path of what counts it. */
  readonly counter: string | null;
  /** Why nothing counts it. */
  readonly problem: string | null;
};

/** The loops of a definition: its strongly connected parts. */
export const loopsOf = kept((definition: Definition): readonly Loop[] => {
  const names = Object.keys(definition.States);
  const behind = new Map(
    names.map((name) => [
      name,
      reachableFrom(
        definition,
        edgesFrom(definition, name).map(({ to }) => to),
      ),
    ]),
  );
  const loops: string[][] = [];
  for (const name of names) {
    if (!behind.get(name)?.has(name) || loops.some((loop) => loop.includes(name))) continue;
    loops.push(names.filter((other) => behind.get(name)?.has(other) && behind.get(other)?.has(name)));
  }
  return loops.map((states) => ({ states, ...boundOf(definition, states) }));
});

/**
 * A loop is bounded when no way round misses a Pass that adds one to a counter, nor a Choice that leaves the loop when
 * the counter has reached a number, and nothing else in the loop writes the counter.
 */
function boundOf(definition: Definition, states: readonly string[]): Omit<Loop, "states"> {
  const unbounded = (problem: string) => ({ bound: null, counter: null, problem });
  const isRoundWithout = (left: string) => {
    const inside = new Set(states.filter((name) => name !== left));
    return [...inside].some((name) =>
      reachableFrom(
        definition,
        edgesFrom(definition, name)
          .filter(({ to }) => inside.has(to))
          .map(({ to }) => to),
        ({ to }) => inside.has(to),
      ).has(name),
    );
  };
  for (const name of states) {
    const state = definition.States[name];
    if (state?.Type !== "Choice") continue;
    for (const [index, { Variable, NumericGreaterThanEquals: limit, Next }] of state.Choices.entries()) {
      const goesRoundBefore = state.Choices.slice(0, index).some((rule) => states.includes(rule.Next));
      if (limit === undefined || states.includes(Next) || goesRoundBefore) continue;
      const counting = states.filter((other) => counts(definition, other, Variable));
      const writers = states.filter((other) => writes(definition, other, Variable));
      if (isRoundWithout(name)) return unbounded(`a way round misses «${name}», which ends the loop`);
      if (counting.length !== 1 || writers.length !== 1 || isRoundWithout(counting[0] ?? ""))
        return unbounded(`${Variable} is not counted exactly once on every way round`);
      return { bound: limit, counter: Variable, problem: null };
    }
  }
  return unbounded("no Choice leaves the loop when a counter has reached a number");
}

const places = (variable: string) => {
  const keys = variable.split(".");
  return { place: keys.slice(0, -1).join("."), field: keys.at(-1) ?? "" };
};

function counts(definition: Definition, name: string, variable: string): boolean {
  const state = definition.States[name];
  const { place, field } = places(variable);
  if (state?.Type !== "Pass" || state.ResultPath !== place) return false;
  const expression = expressionIn(state.Parameters?.[`${field}.$`]);
  if (expression?.is !== "call" || expression.name !== "States.MathAdd") return false;
  const [counter, step] = expression.args;
  return (
    counter?.is === "data" &&
    `$.${counter.keys.join(".")}` === variable &&
    step?.is === "literal" &&
    step.value === 1
  );
}

function writes(definition: Definition, name: string, variable: string): boolean {
  const state = definition.States[name];
  if (state?.Type !== "Pass" && state?.Type !== "Task") return false;
  const { ResultPath } = state;
  return (
    ResultPath !== null &&
    (variable === ResultPath || variable.startsWith(ResultPath === "$" ? "$" : `${ResultPath}.`))
  );
}

/** The number that a counter has before any loop is entered; null when nothing says. `given` is what the machine is started with. */
export function countsFrom(definition: Definition, counter: string, given: unknown): number | null {
  const [, ...keys] = counter.split(".");
  const literals = Object.values(definition.States).flatMap((state) => {
    if (state.Type !== "Task" || state.ResultPath === null || !counter.startsWith(`${state.ResultPath}.`))
      return [];
    return [valueAt(state.ResultSelector, counter.slice(state.ResultPath.length + 1).split("."))];
  });
  const [first, ...others] = literals.length > 0 ? literals : [valueAt(given, keys)];
  return typeof first === "number" && others.length === 0 ? first : null;
}

function valueAt(root: unknown, keys: readonly string[]): unknown {
  let value = root;
  for (const key of keys) value = (value as Record<string, unknown> | null | undefined)?.[key];
  return value;
}
