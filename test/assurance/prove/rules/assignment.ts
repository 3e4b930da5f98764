import type { Definition, State } from "../definition.ts";
import { computedKey, contextRead, dataRead, type Expression, expressionIn } from "../expression.ts";
import { parentInput } from "../facts.ts";
import { intersection, sameSet, solve } from "../flow.ts";
import { type Installed, type Machine, machinesOf } from "../machines.ts";
import { passedBy } from "../meaning.ts";
import { isUnder, leaves, writtenAlong } from "../writers.ts";
import { about, at, type Rule } from "./rule.ts";

/** A place in a state that is computed from the state's data. */
type Read = { readonly at: string; readonly text: string; readonly expression: Expression | null };

/** What a machine is started with. A child has only what every state that starts it passes. */
export function inputOf(installed: Installed, machine: Machine): readonly string[] {
  if (machine === installed.parent) return parentInput;
  const given = callersOf(installed, machine).map(({ passed }) => new Set(leaves(passed)));
  return [
    ...given.reduce<ReadonlySet<string>>((all, some) => intersection(all, some), given[0] ?? new Set()),
  ];
}

/** The states that start a machine, and what they pass to it. */
export const callersOf = ({ machines }: Installed, { name }: Machine) =>
  [...machines.values()].flatMap((caller) =>
    [...caller.calls]
      .filter(([, call]) => call.is === "machine" && call.machine === name)
      .map(([state]) => {
        const body = caller.definition.States[state];
        return { caller, state, passed: body?.Type === "Task" ? passedBy(body) : {} };
      }),
  );

/** The paths that certainly hold a value when a state is entered, on every way that leads to it. */
export const assignedAt = (
  definition: Definition,
  input: readonly string[],
): ReadonlyMap<string, ReadonlySet<string>> =>
  solve<ReadonlySet<string>>(definition, {
    atStart: new Set(input),
    along: (holds, edge) => {
      const written = writtenAlong(definition, edge);
      if (written === null) return holds;
      return new Set([...[...holds].filter((path) => !isUnder(path, written.place)), ...written.paths]);
    },
    meet: intersection,
    same: sameSet,
  });

/** Everything that a state reads of its own data before it acts. A ResultSelector reads the result, not the data. */
export function readsOf(state: State): readonly Read[] {
  const read = (path: string, text: string): Read => ({ at: path, text, expression: expressionIn(text) });
  switch (state.Type) {
    case "Task":
      return inTemplate(state.Parameters, "/Parameters", read);
    case "Pass":
      return inTemplate(state.Parameters ?? {}, "/Parameters", read);
    case "Choice":
      return state.Choices.map(({ Variable }, index) => read(`/Choices/${index}/Variable`, Variable));
    case "Wait":
      return state.SecondsPath === undefined ? [] : [read("/SecondsPath", state.SecondsPath)];
    case "Fail":
      return (["ErrorPath", "CausePath"] as const).flatMap((key) =>
        state[key] === undefined ? [] : [read(`/${key}`, state[key])],
      );
    case "Succeed":
      return [];
  }
}

/** The computed places of a template, as they are written. */
function inTemplate(
  template: Readonly<Record<string, unknown>>,
  path: string,
  read: (path: string, text: string) => Read,
): readonly Read[] {
  return Object.entries(template).flatMap(([key, value]) => {
    const here = `${path}/${key}`;
    if (computedKey(key) !== null) return [read(here, String(value))];
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? inTemplate(value as Record<string, unknown>, here, read)
      : [];
  });
}

const contexts = ["Execution.Id", "Execution.Name", "State.Name", "Task.Token"];

/** The rules about what states read: a path that is missing ends an execution where no Catch sees it (States.Runtime). */
export const assignment: readonly Rule[] = [
  {
    id: "reads-what-is-assigned",
    says: "Every path that is read was assigned on every way that leads there, the ways behind a Catch included",
    check: (installed) =>
      machinesOf(installed).flatMap((machine) => {
        const assigned = assignedAt(machine.definition, inputOf(installed, machine));
        return Object.entries(machine.definition.States).flatMap(([name, state]) =>
          readsOf(state).flatMap(({ at: path, expression }) =>
            (expression === null ? [] : dataRead(expression))
              .map((keys) => keys.join("."))
              .filter((wanted) => ![...(assigned.get(name) ?? [])].some((path) => isUnder(path, wanted)))
              .filter(() => assigned.has(name))
              .map((wanted) =>
                at(machine, name, path, `$.${wanted} is not assigned on every way that leads here`),
              ),
          ),
        );
      }),
  },
  {
    id: "reads-known-expressions",
    says: "Every computed value is a plain path, a context path that is there, or a known function",
    check: (installed) =>
      machinesOf(installed).flatMap((machine) =>
        Object.entries(machine.definition.States).flatMap(([name, state]) =>
          readsOf(state).flatMap(({ at: path, text, expression }) => {
            if (expression === null)
              return [at(machine, name, path, `"${text}" is no expression that the definitions use`)];
            return contextRead(expression)
              .map((keys) => keys.join("."))
              .filter((key) => !contexts.includes(key) || (key === "Task.Token" && !waitsForToken(state)))
              .map((key) => at(machine, name, path, `the context object has no ${key} here`));
          }),
        ),
      ),
  },
  {
    id: "is-started",
    says: "A state starts every child, and all of them pass the same input",
    check: (installed) =>
      machinesOf(installed)
        .filter((machine) => machine !== installed.parent)
        .flatMap((machine) => {
          const callers = callersOf(installed, machine);
          if (callers.length === 0)
            return [about(machine, "no state starts this machine: remove it, or start it")];
          const [first] = callers.map(({ passed }) => new Set(leaves(passed)));
          return callers
            .filter(({ passed }) => first !== undefined && !sameSet(first, new Set(leaves(passed))))
            .map(({ caller, state }) =>
              at(
                caller,
                state,
                "/Parameters/Input",
                `starts ${machine.name} with another input than others do`,
              ),
            );
        }),
  },
];

const waitsForToken = (state: State): boolean =>
  state.Type === "Task" && state.Resource.endsWith(".waitForTaskToken");
