import { countsFrom, loopsOf } from "../loops.ts";
import { machinesOf } from "../machines.ts";
import { taskOf } from "../meaning.ts";
import { answerShape, largestBytes } from "../shapes.ts";
import { keptBy, worstBytes, worstEvents } from "../sizes.ts";
import { callersOf } from "./assignment.ts";
import { about, at, type Rule } from "./rule.ts";

/** Step Functions ends an execution at 25,000 events and 262,144 bytes, and no Catch sees it: we stay below. */
export const mostEvents = 20_000;
/** See `mostEvents`. */
export const mostBytes = 64 * 1024;
/** What a task may answer to a machine: bodies stay in the records. */
export const mostAnswerBytes = 8 * 1024;

/** The rules about what would end an execution where no Catch sees it. */
export const sizes: readonly Rule[] = [
  {
    id: "counts-its-loops",
    says: "Every loop is counted, from zero, and left when its counter has reached a number",
    check: (installed) =>
      machinesOf(installed).flatMap((machine) =>
        loopsOf(machine.definition).flatMap(({ states: [first = ""], problem, counter }) => {
          if (problem !== null || counter === null) return [at(machine, first, "", problem ?? "")];
          if (machine === installed.parent)
            return countsFrom(machine.definition, counter, {}) === 0
              ? []
              : [at(machine, first, "", `${counter} does not count from zero`)];
          return callersOf(installed, machine)
            .filter(({ passed }) => countsFrom(machine.definition, counter, passed) !== 0)
            .map(({ caller, state }) =>
              at(
                caller,
                state,
                "/Parameters/Input",
                `${counter} of ${machine.name} does not count from zero`,
              ),
            );
        }),
      ),
  },
  {
    id: "bounds-its-history",
    says: `No execution can write ${mostEvents} history events, every retry and every look counted`,
    check: (installed) =>
      machinesOf(installed).flatMap((machine) => {
        const events = worstEvents(machine);
        return events !== null && events >= mostEvents
          ? [about(machine, `an execution may write ${events} history events: count fewer looks or retries`)]
          : [];
      }),
  },
  {
    id: "bounds-its-data",
    says: `No execution's data can have ${mostBytes} bytes`,
    check: (installed) =>
      machinesOf(installed).flatMap((machine) => {
        const unbounded = keptBy(installed, machine).filter(({ bytes }) => bytes === null);
        if (unbounded.length > 0)
          return unbounded.map(({ state, path }) =>
            state === null
              ? about(machine, `nothing bounds ${path}`)
              : at(
                  machine,
                  state,
                  "/ResultSelector",
                  `nothing bounds what is kept as ${path}: bound it in the table of tasks`,
                ),
          );
        const bytes = worstBytes(installed, machine);
        return bytes !== null && bytes >= mostBytes
          ? [about(machine, `its data may have ${bytes} bytes`)]
          : [];
      }),
  },
  {
    id: "answers-little",
    says: `No task that a machine calls can answer more than ${mostAnswerBytes} bytes`,
    check: (installed) =>
      machinesOf(installed).flatMap((machine) =>
        [...machine.calls].flatMap(([name, call]) => {
          const task = call.is === "task" ? taskOf(installed, call) : null;
          if (task === null) return [];
          const bytes = largestBytes(answerShape(task));
          return bytes === null || bytes > mostAnswerBytes
            ? [
                at(
                  machine,
                  name,
                  "",
                  `${task} may answer ${bytes ?? "any number of"} bytes: keep the rest in the records`,
                ),
              ]
            : [];
        }),
      ),
  },
];
