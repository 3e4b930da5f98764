import { readdirSync, readFileSync } from "node:fs";
import aslValidator from "asl-validator";
import { environments } from "../lib/domain/environment.ts";
import { children } from "../lib/domain/run/children.ts";
import { type TaskName, tasks } from "../lib/tasks.ts";

type State = {
  Type: string;
  Next?: string;
  Default?: string;
  Resource?: string;
  Parameters?: Record<string, unknown> & {
    FunctionName?: string;
    StateMachineArn?: string;
    Payload?: Record<string, unknown>;
  };
  ResultPath?: string | null;
  TimeoutSeconds?: number;
  Retry?: { MaxDelaySeconds?: number; JitterStrategy?: string }[];
  Catch?: { ErrorEquals: string[]; ResultPath?: string; Next: string }[];
  Choices?: { Variable: string; StringEquals: string; Next: string }[];
};
type Definition = { StartAt: string; States: Record<string, State> };

const folder = new URL("../statemachines/", import.meta.url);
const definitions = readdirSync(folder)
  .filter((name) => name.endsWith(".asl.json"))
  .map((name): [string, Definition] => [name, JSON.parse(readFileSync(new URL(name, folder), "utf8"))]);
const states = definitions.flatMap(([file, { States }]) =>
  Object.entries(States).map(([name, state]): [string, State] => [`${file}: ${name}`, state]),
);
const taskStates = states.filter(([, { Type }]) => Type === "Task");
const plan = (definitions.find(([file]) => file === "provisioning-plan.asl.json") as [string, Definition])[1];

const successorsOf = ({ Next, Default, Choices, Catch }: State): string[] =>
  [
    Next,
    Default,
    ...(Choices ?? []).map((choice) => choice.Next),
    ...(Catch ?? []).map((c) => c.Next),
  ].filter((name) => name !== undefined);

/** Every state that can be reached from the start while `without` is taken out. */
function reachable(without: string | null): Set<string> {
  const seen = new Set<string>();
  const waiting = [plan.StartAt];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (name === without || seen.has(name)) continue;
    seen.add(name);
    waiting.push(...successorsOf(plan.States[name] as State));
  }
  return seen;
}

test.each(definitions)("%s is valid Amazon States Language", (_file, definition) => {
  expect(aslValidator(definition).errors).toEqual([]);
});

test.each(taskStates)(
  "%s has a literal timeout, a bounded retry and a catch that keeps the run id",
  (_name, state) => {
    expect(state.TimeoutSeconds).toBeGreaterThan(0);
    for (const retry of state.Retry ?? [])
      expect([retry.MaxDelaySeconds, retry.JitterStrategy]).toEqual([20, "FULL"]);
    expect(state.Retry).toHaveLength(1);
    expect(state.Catch?.map(({ ErrorEquals, ResultPath }) => [ErrorEquals, ResultPath])).toEqual([
      [["States.ALL"], "$.failure"],
    ]);
  },
);

test.each(states.filter(([, { Type }]) => Type === "Choice"))("%s has a default", (_name, state) => {
  expect(state.Default).toBeDefined();
});

test.each(taskStates.filter(([, state]) => state.Parameters?.Payload !== undefined))(
  "%s passes what its task takes, and nothing else",
  (_name, state) => {
    const [, task = ""] =
      /^\$\{(.+?)(?:-development|-staging|-production)?\}$/.exec(state.Parameters?.FunctionName ?? "") ?? [];
    const passed = Object.keys(state.Parameters?.Payload ?? {}).map((key) => key.replace(/\.\$$/, ""));

    expect(passed.sort()).toEqual(Object.keys(tasks[task as TaskName].input.shape).sort());
  },
);

test.each(taskStates.filter(([, { Resource }]) => Resource?.endsWith("waitForTaskToken")))(
  "%s passes its task token and keeps nothing of the answer",
  (_name, state) => {
    expect(state.Parameters?.Payload?.["taskToken.$"]).toBe("$$.Task.Token");
    expect(state.ResultPath).toBeNull();
  },
);

test.each(
  states.filter(([, { Choices = [] }]) => Choices.some(({ Variable }) => Variable === "$.progress.outcome")),
)(
  "%s knows outcomes that the task before it can answer, and goes on only when it is done",
  (_name, state) => {
    const outcomes: readonly string[] = tasks["provision-step"].answer.shape.outcome.options;
    const known = (state.Choices ?? []).map(({ StringEquals }) => StringEquals);

    expect(outcomes).toEqual(expect.arrayContaining(known));
    expect(known).toEqual(expect.arrayContaining(["done", "waiting"]));
  },
);

const asking = Object.entries(plan.States).filter(([, { Resource }]) =>
  Resource?.endsWith("waitForTaskToken"),
);

test.each(asking)(
  "however «%s» ends, what became of the gate is read, and asked again while it is open",
  (name, ask) => {
    const ways = [ask.Next, ...(ask.Catch ?? []).map(({ Next }) => Next)];
    const read = plan.States[ask.Next ?? ""];
    const question = plan.States[read?.Next ?? ""];
    const leads = Object.fromEntries(
      (question?.Choices ?? []).map(({ StringEquals, Next }) => [StringEquals, Next]),
    );

    expect(new Set(ways).size).toBe(1);
    expect(read?.Parameters?.FunctionName).toMatch(/^\$\{read-gate\}$/);
    expect(read?.Parameters?.Payload?.["gate"]).toBe(ask.Parameters?.Payload?.["gate"]);
    expect(leads["ask"]).toBe(name);
    expect(tasks["read-gate"].answer.shape.decision.options).toEqual(
      expect.arrayContaining(Object.keys(leads)),
    );
    expect(["rejected", "expired"].filter((no) => no in leads)).toEqual([]);
  },
);

test("what Open run can answer is what the run knows to do, and everything else closes it", () => {
  const known = plan.States["What is to be done?"]?.Choices?.map(({ StringEquals }) => StringEquals) ?? [];
  const closing = tasks["open-run"].answer.shape.next.options.filter((next) => !known.includes(next));

  expect(closing).toEqual(["refuse", "recover-nothing"]);
});

test.each([
  ["9 Plan locked?", "4.1 Provision development"],
  ["4.2 Development validated?", "5.2 Provision staging"],
  ["5.1 Development stable?", "5.2 Provision staging"],
  ["5.3 Staging validated?", "6.2 Provision production, ingress closed"],
  ["6.1 Staging signed off?", "6.2 Provision production, ingress closed"],
  ["6.1 Change record approved?", "6.2 Provision production, ingress closed"],
  ["6.1 Staging stable?", "6.2 Provision production, ingress closed"],
  ["6.3 Production unchanged?", "6.3 Open ingress"],
  ["6.3 Production validated?", "6.3 Open ingress"],
  ["6.3 Released?", "6.3 Open ingress"],
])("no way leads round «%s» to «%s»", (gate, effect) => {
  expect(reachable(null)).toContain(effect);
  expect(reachable(gate)).not.toContain(effect);
});

test("nothing leads from a rollback back to provisioning", () => {
  const rollbacks = Object.keys(plan.States).filter((name) => /^(4\.3|5\.4|6\.4)/.test(name));
  const after = new Set<string>();
  const waiting = [...rollbacks];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (after.has(name)) continue;
    after.add(name);
    waiting.push(...successorsOf(plan.States[name] as State));
  }

  expect([...after].filter((name) => /Provision|Open ingress|Ask/.test(name))).toEqual([]);
});

test("each environment is provisioned, validated and rolled back by its own children", () => {
  const machines = Object.entries(plan.States).flatMap(([name, { Parameters }]) =>
    Parameters?.StateMachineArn === undefined
      ? []
      : [[name, Parameters.StateMachineArn, Parameters["Input"]]],
  );
  for (const [name, machine, input] of machines) {
    const environment = environments.find((candidate) => String(machine).endsWith(`-${candidate}}`));

    expect([name, (input as { environment: string }).environment]).toEqual([name, environment]);
  }
});

test("every child has the name by which a recovery stops it", () => {
  const named = Object.values(plan.States).flatMap(({ Parameters }) => {
    const machine = /^\$\{(.+)-(development|staging|production)\}$/.exec(Parameters?.StateMachineArn ?? "");
    const [, what = ""] = /^States\.Format\('\{\}-(.+)-\{\}'/.exec(String(Parameters?.["Name.$"])) ?? [];
    return machine === null ? [] : [`${machine[1]} ${what}`];
  });

  expect(named.sort()).toEqual(
    children.map(({ machine, environment, what }) => `${machine} ${environment}-${what}`).sort(),
  );
});

test("each clause of 21.03 sections 4 to 6, 8 and 9 has its state", () => {
  const clauses = new Set(Object.keys(plan.States).map((name) => name.split(" ")[0]));

  for (const clause of [
    "4.1",
    "4.2",
    "4.3",
    "5.1",
    "5.2",
    "5.3",
    "5.4",
    "6.1",
    "6.2",
    "6.3",
    "6.4",
    "8",
    "9",
  ])
    expect(clauses).toContain(clause);
});
