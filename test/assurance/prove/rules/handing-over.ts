import { computedKey } from "../expression.ts";
import { type Machine, type TaskState, taskStates } from "../machines.ts";
import { passedBy, taskOf } from "../meaning.ts";
import { allows, inputShape } from "../shapes.ts";
import { writersAt } from "../writers.ts";
import { inputOf } from "./assignment.ts";
import { at, type Rule } from "./rule.ts";

/** What a state passes under these names is read from its execution, never written down and never renamed. */
const own: Readonly<Record<string, string>> = {
  runId: "$.runId",
  epoch: "$.epoch",
  executionArn: "$$.Execution.Id",
  taskToken: "$$.Task.Token",
  // Step Functions links a child to the execution that started it by this name.
  AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID: "$$.Execution.Id",
};

/** What the parent says literally, and a child hands on as it got it. */
const said = ["environment", "scope", "proof", "gate"];

const startedBy = "AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID";

const whereItPasses = ({ state }: TaskState): string =>
  "Input" in state.Parameters ? "/Parameters/Input" : "/Parameters/Payload";

/** The rules about what one execution hands over to a task or a child. */
export const handingOver: readonly Rule[] = [
  {
    id: "passes-its-own-run",
    says: "Run id, epoch, execution and token are the execution's own; environment, scope, proof and gate are written in the parent",
    check: (installed) =>
      taskStates(installed).flatMap((task) => {
        const { machine, name, state } = task;
        return Object.entries(passedBy(state)).flatMap(([written, value]) => {
          const key = computedKey(written) ?? written;
          const handedOn = said.includes(key) && machine !== installed.parent ? `$.${key}` : undefined;
          const wanted = own[key] ?? handedOn;
          const path = `${whereItPasses(task)}/${written}`;
          if (wanted !== undefined && (written === key || value !== wanted))
            return [at(machine, name, path, `${key} is ${JSON.stringify(value)}: pass ${wanted}`)];
          return said.includes(key) && wanted === undefined && written !== key
            ? [at(machine, name, path, `${key} is computed: write it, so that people can read it`)]
            : [];
        });
      }),
  },
  {
    id: "starts-a-child-with-its-input",
    says: "A child is started with what its task takes, its counter and its parent's execution, and with nothing else",
    check: (installed) =>
      taskStates(installed).flatMap((task) => {
        const { machine, name, state } = task;
        const call = machine.calls.get(name);
        const called = call?.is === "machine" ? taskOf(installed, call) : null;
        if (called === null) return [];
        const takes = inputShape(called).properties ?? {};
        const passed = passedBy(state);
        const keys = Object.keys(passed).map((key) => computedKey(key) ?? key);
        const wanted = [...Object.keys(takes), "looks", startedBy];
        const path = whereItPasses(task);
        return [
          ...wanted
            .filter((key) => !keys.includes(key))
            .map((key) => at(machine, name, path, `does not pass ${key}`)),
          ...keys
            .filter((key) => !wanted.includes(key))
            .map((key) => at(machine, name, path, `passes ${key}, which ${called} does not take`)),
          ...Object.entries(passed)
            .filter(([key, value]) => key in takes && !allows(takes[key] ?? {}, value))
            .map(([key, value]) =>
              at(
                machine,
                name,
                `${path}/${key}`,
                `${called} does not take ${JSON.stringify(value)} as ${key}`,
              ),
            ),
        ];
      }),
  },
  {
    id: "waits-for-what-it-asked",
    says: "A task that answered `waiting` is waited for by a child that calls the same task with the same words, and goes on where `done` goes",
    check: (installed) => {
      const { parent } = installed;
      const writers = writersAt(parent.definition, inputOf(installed, parent));
      return Object.entries(parent.definition.States).flatMap(([name, state]) => {
        if (state.Type !== "Choice") return [];
        const answers = state.Choices.map(({ StringEquals }) => StringEquals);
        if (answers.includes("done") !== answers.includes("waiting"))
          return [at(parent, name, "/Choices", "knows one of `done` and `waiting`: a task may answer both")];
        const done = state.Choices.find(({ StringEquals }) => StringEquals === "done")?.Next;
        return state.Choices.flatMap(({ Variable, StringEquals, Next: waits }, index) => {
          if (StringEquals !== "waiting") return [];
          const asked = [...(writers.get(name)?.get(Variable.slice(2)) ?? [])];
          const body = parent.definition.States[waits];
          const wrong = asked.filter(
            (task) =>
              parent.calls.get(waits)?.is !== "machine" || wordsOf(parent, task) !== wordsOf(parent, waits),
          );
          return [
            ...wrong.map((task) =>
              at(parent, name, `/Choices/${index}/Next`, `«${waits}» does not ask what «${task}» asked`),
            ),
            ...(body?.Type === "Task" && body.Next !== done
              ? [at(parent, waits, "/Next", `leads to «${body.Next}», not where done leads: «${done}»`)]
              : []),
          ];
        });
      });

      function wordsOf(machine: Machine, name: string): string {
        const body = machine.definition.States[name];
        const call = machine.calls.get(name);
        if (body?.Type !== "Task" || call === undefined) return "";
        const passed = passedBy(body);
        return JSON.stringify([taskOf(installed, call), ...said.map((key) => passed[key])]);
      }
    },
  },
];
