import { environments } from "../../../../lib/domain/environment.ts";
import { errorNames } from "../../../../lib/domain/errors.ts";
import { tasks as table } from "../../../../lib/tasks/tasks.ts";
import { resources } from "../definition.ts";
import { computedKey, expressionIn } from "../expression.ts";
import { edgesOf, sameSet } from "../flow.ts";
import { type Call, type Machine, machinesOf, taskStates } from "../machines.ts";
import { environmentOfCall, passedBy } from "../meaning.ts";
import { allows, answerShape, inputShape, optionsOf, shapeAt } from "../shapes.ts";
import { writersAt } from "../writers.ts";
import { inputOf } from "./assignment.ts";
import { at, type Rule } from "./rule.ts";

/** Step Functions quotas: the longest name of an execution. */
const longestName = 80;

/** Whether the task has one function for all environments: it reaches none of them, because its ports do not. */
const worksInNone = (call: Call | undefined): boolean =>
  call?.is === "task" && table[call.task].deployed === "once";

/** The rules that compare the definitions with the table of tasks. */
export const tasks: readonly Rule[] = [
  {
    id: "passes-what-the-task-takes",
    says: "Every Payload has exactly the keys that its task takes, with values that it allows",
    check: (installed) =>
      taskStates(installed).flatMap(({ machine, name, state }) => {
        const call = machine.calls.get(name);
        if (call?.is !== "task") return [];
        const shape = inputShape(call.task);
        const passed = passedBy(state);
        const keys = new Map(Object.keys(passed).map((key) => [computedKey(key) ?? key, key]));
        const wanted = Object.keys(shape.properties ?? {});
        return [
          ...wanted
            .filter((key) => !keys.has(key))
            .map((key) =>
              at(machine, name, "/Parameters/Payload", `${call.task} takes ${key}, which is not passed`),
            ),
          ...[...keys].flatMap(([key, written]) => {
            const path = `/Parameters/Payload/${written}`;
            const inner = shape.properties?.[key];
            if (inner === undefined) return [at(machine, name, path, `${call.task} takes no ${key}`)];
            if (written !== key || allows(inner, passed[key])) return [];
            return [
              at(machine, name, path, `${call.task} does not take ${JSON.stringify(passed[key])} as ${key}`),
            ];
          }),
        ];
      }),
  },
  {
    id: "stays-in-its-environment",
    says: "What is called for an environment is that environment's own function or machine",
    check: (installed) =>
      taskStates(installed).flatMap(({ machine, name, state }) => {
        const call = machine.calls.get(name);
        const passed = passedBy(state)["environment"];
        const own = call === undefined ? null : environmentOfCall(installed, call);
        const meant = environments.find((environment) => environment === passed);
        // A task that works in no environment, such as reading the freeze windows, may be about one.
        if (meant === undefined || meant === own || worksInNone(call)) return [];
        return [
          at(
            machine,
            name,
            "/Parameters",
            `is about ${meant} and calls what belongs to ${own ?? "no environment"}`,
          ),
        ];
      }),
  },
  {
    id: "knows-every-answer",
    says: "Every Choice compares with answers that its task can give, and only good ones lead elsewhere than the Default",
    check: (installed) =>
      machinesOf(installed).flatMap((machine) => {
        const writers = writersAt(machine.definition, inputOf(installed, machine));
        return Object.entries(machine.definition.States).flatMap(([name, state]) => {
          if (state.Type !== "Choice") return [];
          return state.Choices.flatMap(({ Variable, StringEquals, Next }, index) => {
            if (StringEquals === undefined) return [];
            const path = Variable.slice(2);
            const options = [...(writers.get(name)?.get(path) ?? [])].flatMap((writer) =>
              answersOf(machine, writer, path),
            );
            if (!options.includes(StringEquals))
              return [
                at(
                  machine,
                  name,
                  `/Choices/${index}/StringEquals`,
                  `no task answers "${StringEquals}" as ${Variable}`,
                ),
              ];
            const bad = ["failed", "unknown", "rejected", "expired", "refuse", "recover-nothing", "closed"];
            return bad.includes(StringEquals) && Next !== state.Default
              ? [
                  at(
                    machine,
                    name,
                    `/Choices/${index}/Next`,
                    `"${StringEquals}" leads to «${Next}», not where the Default leads`,
                  ),
                ]
              : [];
          });
        });
      }),
  },
  {
    id: "judges-the-latest-answer",
    says: "A Choice judges one answer, and the state just before it wrote that answer",
    check: (installed) =>
      machinesOf(installed).flatMap((machine) => {
        const writers = writersAt(machine.definition, inputOf(installed, machine));
        return Object.entries(machine.definition.States).flatMap(([name, state]) => {
          if (state.Type !== "Choice") return [];
          const before = new Set(
            edgesOf(machine.definition)
              .filter(({ to }) => to === name)
              .map(({ from }) => from),
          );
          return state.Choices.flatMap(({ Variable, StringEquals }, index) => {
            const wrote = writers.get(name)?.get(Variable.slice(2)) ?? new Set();
            return StringEquals === undefined || sameSet(wrote, before)
              ? []
              : [
                  at(
                    machine,
                    name,
                    `/Choices/${index}/Variable`,
                    `${Variable} is not what ${[...before].map((from) => `«${from}»`).join(" and ")} wrote`,
                  ),
                ];
          });
        });
      }),
  },
  {
    id: "keeps-what-is-answered",
    says: "Of an answer only named fields are kept, which the task gives in any case, never the whole invocation",
    check: (installed) =>
      taskStates(installed).flatMap(({ machine, name, state }) => {
        if (state.ResultPath === null) return [];
        const call = machine.calls.get(name);
        if (state.ResultSelector === undefined)
          return [
            at(machine, name, "/ResultSelector", "keeps the whole answer of the service: select its fields"),
          ];
        if (state.ResultPath === "$")
          return [
            at(
              machine,
              name,
              "/ResultPath",
              "the answer replaces the run id: put it under a path of its own",
            ),
          ];
        return Object.entries(state.ResultSelector).flatMap(([key, value]) => {
          const path = `/ResultSelector/${key}`;
          // A literal in addition to the answer: a counter that starts at zero.
          if (computedKey(key) === null) return [];
          const expression = expressionIn(value);
          if (expression?.is !== "data" || expression.keys[0] !== "Payload" || call?.is !== "task")
            return [at(machine, name, path, `${JSON.stringify(value)} is no field of the task's answer`)];
          return shapeAt(answerShape(call.task), expression.keys.slice(1)) === null
            ? [
                at(
                  machine,
                  name,
                  path,
                  `${call.task} does not always answer ${expression.keys.slice(1).join(".")}`,
                ),
              ]
            : [];
        });
      }),
  },
  {
    id: "hands-over-its-token",
    says: "A state that waits for an answer passes its task token, and keeps nothing of what the answer says",
    check: (installed) =>
      taskStates(installed).flatMap(({ machine, name, state }) => {
        const passes = passedBy(state)["taskToken.$"] === "$$.Task.Token";
        const waits = state.Resource === resources.ask;
        if (!waits) return [];
        return [
          ...(passes
            ? []
            : [
                at(
                  machine,
                  name,
                  "/Parameters/Payload/taskToken.$",
                  "does not pass $$.Task.Token: no answer could reach it",
                ),
              ]),
          ...(state.ResultPath === null
            ? []
            : [at(machine, name, "/ResultPath", "keeps what the callback said: an answer is not believed")]),
        ];
      }),
  },
  {
    id: "names-its-child",
    says: "A child's name says run, environment, purpose and epoch, fits, and no two states share one",
    check: (installed) => {
      const seen = new Map<string, string>();
      return taskStates(installed).flatMap(({ machine, name, state }) => {
        const call = machine.calls.get(name);
        if (call?.is !== "machine") return [];
        const path = "/Parameters/Name.$";
        const text = String(state.Parameters["Name.$"] ?? "");
        const named = /^States\.Format\('\{\}-([a-z-]+)-\{\}', \$\.runId, \$\.epoch\)$/.exec(text);
        const environment = environmentOfCall(installed, call);
        if (named?.[1] === undefined || environment === null || !named[1].startsWith(`${environment}-`))
          return [at(machine, name, path, `"${text}" does not name run, ${environment}, purpose and epoch`)];
        const { runId, epoch } = inputShape("close-run").properties ?? {};
        const longestRunId = runId?.maxLength ?? longestName;
        const longestEpochDigits = String(epoch?.maximum ?? Number.MAX_SAFE_INTEGER).length;
        const length = longestRunId + named[1].length + 2 + longestEpochDigits;
        const twin = seen.get(text);
        seen.set(text, name);
        return [
          ...(twin === undefined
            ? []
            : [at(machine, name, path, `has the name of the child of «${twin}», and would adopt it`)]),
          ...(length <= longestName
            ? []
            : [at(machine, name, path, `may have ${length} characters; a name has at most ${longestName}`)]),
        ];
      });
    },
  },
  {
    id: "names-known-errors",
    says: "Every error that is retried or caught is one of ours, of Lambda's or of Step Functions'",
    check: (installed) =>
      taskStates(installed).flatMap(({ machine, name, state }) =>
        (["Retry", "Catch"] as const).flatMap((field) =>
          state[field].flatMap(({ ErrorEquals }, index) =>
            ErrorEquals.filter((error) => !isKnownError(error)).map((error) =>
              at(machine, name, `/${field}/${index}/ErrorEquals`, `nothing throws ${error}`),
            ),
          ),
        ),
      ),
  },
];

/** The texts that a state can put at a path: its task's answers there. */
function answersOf(machine: Machine, writer: string, path: string): readonly unknown[] {
  const state = machine.definition.States[writer];
  const call = machine.calls.get(writer);
  if (state?.Type !== "Task" || call?.is !== "task") return [];
  const field = path.slice((state.ResultPath ?? "$").length - 1);
  const source = state.ResultSelector?.[`${field}.$`];
  const keys = typeof source === "string" ? source.split(".").slice(2) : [];
  const shape = shapeAt(answerShape(call.task), keys);
  return (shape === null ? null : optionsOf(shape)) ?? [];
}

const isKnownError = (error: string): boolean =>
  errorNames.some((name) => name === error) ||
  /^(States|Lambda|StepFunctions|Sandbox|Runtime)\.[A-Za-z]+$/.test(error);
