import { resources } from "../definition.ts";
import { taskStates } from "../machines.ts";
import { taskOf } from "../meaning.ts";
import { inputShape } from "../shapes.ts";
import { at, type Rule } from "./rule.ts";

/** The parameters of each service integration: the integration would refuse others, or miss them, when it is called. */
const parametersOf: Readonly<Record<(typeof resources)[keyof typeof resources], readonly string[]>> = {
  [resources.invoke]: ["FunctionName", "Payload"],
  [resources.ask]: ["FunctionName", "Payload"],
  [resources.start]: ["StateMachineArn", "Name.$", "Input"],
};

/** What calls may not differ in, and which calls: by their integration, their task, and whether they keep its answer. */
const shared: readonly {
  readonly field: "Retry" | "TimeoutSeconds" | "ResultSelector" | "ResultPath";
  readonly by: readonly ("integration" | "machine" | "task" | "keeps")[];
}[] = [
  { field: "Retry", by: ["integration"] },
  { field: "TimeoutSeconds", by: ["integration", "machine", "task"] },
  { field: "ResultSelector", by: ["integration", "machine", "task", "keeps"] },
  { field: "ResultPath", by: ["integration", "machine", "task", "keeps"] },
];

/** The rules about how a Task calls what it calls. */
export const calls: readonly Rule[] = [
  {
    id: "calls-by-its-integration",
    says: "Every Task passes the parameters of its service integration, and waits for a token exactly if its task takes one",
    check: (installed) =>
      taskStates(installed).flatMap(({ machine, name, state }) => {
        const wanted = parametersOf[state.Resource];
        const passed = Object.keys(state.Parameters);
        const same = wanted.length === passed.length && wanted.every((key) => passed.includes(key));
        const call = machine.calls.get(name);
        const takesToken = call?.is === "task" && "taskToken" in (inputShape(call.task).properties ?? {});
        return [
          ...(same
            ? []
            : [
                at(
                  machine,
                  name,
                  "/Parameters",
                  `${state.Resource} takes ${wanted.join(", ")}, not ${passed.join(", ")}`,
                ),
              ]),
          ...(takesToken === (state.Resource === resources.ask)
            ? []
            : [
                at(
                  machine,
                  name,
                  "/Resource",
                  takesToken
                    ? "nothing waits for the answer of the token"
                    : "waits for a token that its task does not take",
                ),
              ]),
        ];
      }),
  },
  {
    id: "calls-one-task-one-way",
    says: "Calls of one service retry alike; calls of one task have one ceiling and keep one answer",
    check: (installed) => {
      const first = new Map<string, { readonly name: string; readonly value: string }>();
      return taskStates(installed).flatMap(({ machine, name, state }) => {
        const call = machine.calls.get(name);
        const about = {
          integration: /^arn:aws:states:::[a-z]+/.exec(state.Resource)?.[0],
          machine: machine === installed.parent ? "parent" : "child",
          task: call?.is === "machine" ? "child" : call && taskOf(installed, call),
          keeps: state.ResultPath !== null,
        };
        return shared.flatMap(({ field, by }) => {
          const key = [field, ...by.map((aspect) => about[aspect])].join(" ");
          const value = JSON.stringify(state[field]) ?? "";
          const before = first.get(key) ?? { name, value };
          first.set(key, before);
          return before.value === value
            ? []
            : [at(machine, name, `/${field}`, `has another ${field} than «${before.name}»`)];
        });
      });
    },
  },
];
