import { groupedBy } from "../../../../lib/domain/grouped.ts";
import { resources } from "../definition.ts";
import { expressionIn } from "../expression.ts";
import { loopsOf } from "../loops.ts";
import { type Machine, machinesOf, taskStates } from "../machines.ts";
import { answerShape, shapeAt } from "../shapes.ts";
import { writersAt } from "../writers.ts";
import { inputOf } from "./assignment.ts";
import { longestWaitOf } from "./limits.ts";
import { about, at, type Rule } from "./rule.ts";

/** What a ceiling may have beyond what it waits for: then a hang is seen soon. */
const slackSeconds = 600;
/**
 * A child looks for at least this long before it gives up: the stacks of an environment share its looks
 * (docs/decisions/0097-a-confirmation-pauses-until-people-repair-it.md).
 */
const leastWaitedSeconds = 7 * 3_600;
/** A look at a long operation: a call that looks for 40 s by itself, and a second until the next one. */
const usualLookSeconds = 41;
/** A run's gates are asked at least this often: a callback without a decision costs one asking. */
const leastAskings = 50;
/** A freeze of 30 days is looked at every two hours, and more often at its beginning and its end. */
const leastHeldLooks = (30 * 24) / 2;

/** The rules about waiting: no wait is cut short, none outlasts what it is for, and a person's time is a person's. */
export const waits: readonly Rule[] = [
  {
    id: "has-no-heartbeat",
    says: "No Task has a heartbeat: nothing sends one, so it would end every wait that is longer",
    check: (installed) =>
      taskStates(installed).flatMap(({ machine, name, state: { HeartbeatSeconds } }) =>
        HeartbeatSeconds === undefined
          ? []
          : [
              at(
                machine,
                name,
                "/HeartbeatSeconds",
                `ends the Task after ${HeartbeatSeconds} s without a heartbeat, and nothing sends one: remove it`,
              ),
            ],
      ),
  },
  {
    id: "waits-as-its-task-says",
    says: "A Wait lasts as long as one task answered, and no task can answer more than ten minutes, or two hours in a freeze",
    check: (installed) =>
      machinesOf(installed).flatMap((machine) => {
        const writers = writersAt(machine.definition, inputOf(installed, machine));
        return Object.entries(machine.definition.States).flatMap(([name, state]) => {
          if (state.Type !== "Wait") return [];
          const path = state.SecondsPath?.slice(2) ?? "";
          const [writer, another] = [...(writers.get(name)?.get(path) ?? [])];
          const isOwnWait = writer !== undefined && another === undefined && isWaitOf(machine, writer, path);
          return isOwnWait
            ? []
            : [
                at(
                  machine,
                  name,
                  "/SecondsPath",
                  "is not always the `waitSeconds` of one task: a fixed time, or another task's, is too short or too long",
                ),
              ];
        });
      }),
  },
  {
    id: "waits-no-longer-than-it-must",
    says: `No ceiling is more than ${slackSeconds} s above what the Task, or the machine, may take`,
    check: (installed) =>
      taskStates(installed).flatMap(({ machine, name, state }) => {
        const call = machine.calls.get(name);
        const callee = call?.is === "machine" ? installed.machines.get(call.machine) : undefined;
        const may = call?.is === "task" ? call.functionTimeoutSeconds : callee?.definition.TimeoutSeconds;
        const { TimeoutSeconds } = state;
        // A gate waits for people: its own rule says how long.
        if (may === undefined || TimeoutSeconds === undefined || state.Resource === resources.ask) return [];
        return TimeoutSeconds > may + slackSeconds
          ? [
              at(
                machine,
                name,
                "/TimeoutSeconds",
                `${TimeoutSeconds} s is far above the ${may} s of what it calls`,
              ),
            ]
          : [];
      }),
  },
  {
    id: "judges-before-it-gives-up",
    says: "A Choice looks at its counter only when the answer would lead round again: the last answer still counts",
    check: (installed) =>
      machinesOf(installed).flatMap((machine) =>
        Object.entries(machine.definition.States).flatMap(([name, state]) => {
          if (state.Type !== "Choice") return [];
          const counter = state.Choices.findIndex((branch) => branch.NumericGreaterThanEquals !== undefined);
          return state.Choices.flatMap(({ StringEquals }, index) =>
            counter < 0 || index <= counter || ["ask", "waiting", "frozen"].includes(StringEquals ?? "")
              ? []
              : [
                  at(
                    machine,
                    name,
                    `/Choices/${index}`,
                    `"${StringEquals}" is judged after the counter: put it before`,
                  ),
                ],
          );
        }),
      ),
  },
  {
    id: "counts-far-enough",
    says: `A child looks for ${leastWaitedSeconds / 3_600} hours before it gives up, and a run's gates are asked ${leastAskings} times`,
    check: (installed) =>
      machinesOf(installed).flatMap((machine) => {
        const loops = loopsOf(machine.definition);
        for (const [counter, sharing] of groupedBy(loops, (loop) => loop.counter)) {
          const bounds = new Set(sharing.map(({ bound }) => bound));
          if (bounds.size > 1)
            return [
              about(
                machine,
                `the loops of ${counter} are left at ${[...bounds].join(" and ")}: say one number`,
              ),
            ];
        }
        return loops.flatMap(({ states, bound }) => {
          if (bound === null) return [];
          const least = leastRounds(machine, states);
          return bound >= least
            ? []
            : [about(machine, `«${states[0]}» is gone round ${bound} times at most: ${least} are needed`)];
        });
      }),
  },
];

/** How often a loop must be gone round at least, from what it waits for. */
function leastRounds(machine: Machine, states: readonly string[]): number {
  const holds = states.some((name) => {
    const call = machine.calls.get(name);
    return call?.is === "task" && call.task === "read-windows";
  });
  if (holds) return leastHeldLooks;
  const looks = states.some((name) => machine.definition.States[name]?.Type === "Wait");
  return looks ? Math.ceil(leastWaitedSeconds / usualLookSeconds) : leastAskings;
}

/** Whether a state writes the `waitSeconds` of its task to the path, and the task's answer bounds it. */
function isWaitOf(machine: Machine, writer: string, path: string): boolean {
  const state = machine.definition.States[writer];
  const call = machine.calls.get(writer);
  if (state?.Type !== "Task" || call?.is !== "task" || state.ResultPath === null) return false;
  const field = path.slice(state.ResultPath.length - 1);
  const source = expressionIn(state.ResultSelector?.[`${field}.$`]);
  if (source?.is !== "data" || source.keys.join(".") !== "Payload.waitSeconds") return false;
  return (shapeAt(answerShape(call.task), ["waitSeconds"])?.maximum ?? Infinity) <= longestWaitOf(call.task);
}
