import type { Definition } from "./definition.ts";

/** One way from a state to another: the state's Next, its Default, one of its Choices, or one of its Catches. */
export type Edge = {
  readonly from: string;
  readonly to: string;
  readonly by: "Next" | "Default" | "Choices" | "Catch";
  /** Which of the Choices or Catches. */
  readonly index: number;
  /** The place of the edge in its state, as a JSON pointer. */
  readonly path: string;
};

/** Every edge that leaves `name`, in the order in which they are tried. */
export function edgesFrom({ States }: Definition, name: string): readonly Edge[] {
  const state = States[name];
  if (state === undefined) return [];
  const edge = (by: Edge["by"], to: string, index = 0): Edge => ({
    from: name,
    to,
    by,
    index,
    path: by === "Choices" || by === "Catch" ? `/${by}/${index}/Next` : `/${by}`,
  });
  switch (state.Type) {
    case "Choice":
      return [
        ...state.Choices.map(({ Next }, index) => edge("Choices", Next, index)),
        ...(state.Default === undefined ? [] : [edge("Default", state.Default)]),
      ];
    case "Task":
      return [
        ...(state.Next === undefined ? [] : [edge("Next", state.Next)]),
        ...state.Catch.map(({ Next }, index) => edge("Catch", Next, index)),
      ];
    case "Wait":
    case "Pass":
      return state.Next === undefined ? [] : [edge("Next", state.Next)];
    case "Succeed":
    case "Fail":
      return [];
  }
}

/** Every edge of a definition. */
export const edgesOf = (definition: Definition): readonly Edge[] =>
  Object.keys(definition.States).flatMap((name) => edgesFrom(definition, name));

/** Every state that can be reached from `starts`, themselves included, over the edges that `open` lets through. */
export function reachableFrom(
  definition: Definition,
  starts: readonly string[],
  open: (edge: Edge) => boolean = () => true,
): ReadonlySet<string> {
  const seen = new Set<string>();
  const waiting = [...starts];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (seen.has(name) || definition.States[name] === undefined) continue;
    seen.add(name);
    waiting.push(
      ...edgesFrom(definition, name)
        .filter(open)
        .map(({ to }) => to),
    );
  }
  return seen;
}

/** A shortest way from the start to `goal` over open edges, as the states on it; null if no way leads there. */
export function wayTo(
  definition: Definition,
  goal: string,
  open: (edge: Edge) => boolean = () => true,
): readonly string[] | null {
  const cameFrom = new Map<string, string | null>([[definition.StartAt, null]]);
  const waiting = [definition.StartAt];
  for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
    if (name === goal) {
      const way: string[] = [];
      for (let at: string | null = goal; at !== null; at = cameFrom.get(at) ?? null) way.unshift(at);
      return way;
    }
    for (const { to } of edgesFrom(definition, name).filter(open))
      if (!cameFrom.has(to)) {
        cameFrom.set(to, name);
        waiting.push(to);
      }
  }
  return null;
}

/**
 * What holds at the entry of each state, on every way there: the solution of a forward data-flow problem. `along`
 * says what holds behind an edge, `meet` what is left where ways meet; both must be monotone.
 */
export function solve<T>(
  definition: Definition,
  {
    atStart,
    along,
    meet,
    same,
  }: {
    readonly atStart: T;
    readonly along: (holds: T, edge: Edge) => T;
    readonly meet: (one: T, other: T) => T;
    readonly same: (one: T, other: T) => boolean;
  },
): ReadonlyMap<string, T> {
  const holds = new Map<string, T>([[definition.StartAt, atStart]]);
  const waiting = new Set([definition.StartAt]);
  for (const name of waiting) {
    waiting.delete(name);
    const here = holds.get(name) as T;
    for (const edge of edgesFrom(definition, name)) {
      const behind = along(here, edge);
      const there = holds.get(edge.to);
      const next = there === undefined ? behind : meet(there, behind);
      if (there !== undefined && same(there, next)) continue;
      holds.set(edge.to, next);
      waiting.add(edge.to);
    }
  }
  return holds;
}

/** The sets in `one` and `other`. */
export const intersection = <T>(one: ReadonlySet<T>, other: ReadonlySet<T>): ReadonlySet<T> =>
  new Set([...one].filter((item) => other.has(item)));

/** Whether two sets have the same members. */
export const sameSet = <T>(one: ReadonlySet<T>, other: ReadonlySet<T>): boolean =>
  one.size === other.size && [...one].every((item) => other.has(item));
