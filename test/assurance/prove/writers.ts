import type { Definition, State } from "./definition.ts";
import { computedKey } from "./expression.ts";
import { type Edge, solve } from "./flow.ts";
import { kept } from "./kept.ts";

/** The last possible writers of each path: names of states, or `the input`. */
export type Writers = ReadonlyMap<string, ReadonlySet<string>>;

/** Where a state or catch puts what it has, as a path without `$.`; null when it keeps nothing. */
const target = (resultPath: string | null): string | null =>
  resultPath === null ? null : resultPath.replace(/^\$\.?/, "");

/** The paths that an edge leaves written anew, by the place under which they are put; null when nothing is written. */
export function writtenAlong(
  definition: Definition,
  edge: Edge,
): { readonly place: string; readonly paths: readonly string[] } | null {
  const state = definition.States[edge.from];
  if (state?.Type !== "Task" && state?.Type !== "Pass") return null;
  if (edge.by === "Catch") {
    const place = state.Type === "Task" ? target(state.Catch[edge.index]?.ResultPath ?? null) : null;
    return place === null ? null : { place, paths: under(place, ["Error", "Cause"]) };
  }
  const place = target(state.ResultPath);
  return place === null ? null : { place, paths: under(place, selected(state)) };
}

/** The keys of a state's own result, as far as the definition names them. */
function selected(state: State): readonly string[] {
  const template =
    state.Type === "Task" ? state.ResultSelector : state.Type === "Pass" ? state.Parameters : undefined;
  return template === undefined ? [] : leaves(template);
}

/** The paths of every value in a template that is not itself an object. */
export function leaves(template: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.entries(template).flatMap(([key, value]) => {
    const name = computedKey(key) ?? key;
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? leaves(value as Record<string, unknown>).map((inner) => `${name}.${inner}`)
      : [name];
  });
}

const under = (place: string, paths: readonly string[]): readonly string[] =>
  paths.map((path) => (place === "" ? path : `${place}.${path}`));

/** Whether `path` lies at or below `place`. */
export const isUnder = (path: string, place: string): boolean =>
  place === "" || path === place || path.startsWith(`${place}.`);

/** For each state, which states may have written what before it is entered. Paths that a machine is started with are `input`. */
export function writersAt(definition: Definition, input: readonly string[]): ReadonlyMap<string, Writers> {
  const byInput = solutions(definition);
  const key = input.join();
  const solution = byInput.get(key) ?? solved(definition, input);
  byInput.set(key, solution);
  return solution;
}

const solutions = kept((_: Definition) => new Map<string, ReadonlyMap<string, Writers>>());

const solved = (definition: Definition, input: readonly string[]): ReadonlyMap<string, Writers> =>
  solve<Writers>(definition, {
    atStart: new Map(input.map((path) => [path, new Set(["the input"])])),
    along: (holds, edge) => {
      const written = writtenAlong(definition, edge);
      if (written === null) return holds;
      const kept = [...holds].filter(([path]) => !isUnder(path, written.place));
      return new Map([...kept, ...written.paths.map((path) => [path, new Set([edge.from])] as const)]);
    },
    meet: (one, other) => {
      const paths = new Set([...one.keys(), ...other.keys()]);
      return new Map(
        [...paths].map((path) => [path, new Set([...(one.get(path) ?? []), ...(other.get(path) ?? [])])]),
      );
    },
    same: (one, other) =>
      one.size === other.size && [...one].every(([path, writers]) => other.get(path)?.size === writers.size),
  });
