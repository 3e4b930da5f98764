import aslValidator from "asl-validator";
import {
  type DefinitionName,
  definitionNames,
  definitionText,
  withRetries,
} from "../../lib/control-plane/definitions.ts";
import { children } from "../../lib/domain/run/children.ts";

type States = Readonly<
  Record<string, { Type: string; Retry?: unknown; Parameters?: Record<string, unknown> }>
>;

const statesOf = (name: DefinitionName): States =>
  (JSON.parse(definitionText(name)) as { States: States }).States;
const clauses = ["4.1", "4.2", "4.3", "5.1", "5.2", "5.3", "5.4", "6.1", "6.2", "6.3", "6.4", "8", "9"];
const invoke = "arn:aws:states:::lambda:invoke";
const retry = [{ ErrorEquals: ["Lambda.ServiceException"] }];

// test/assurance/prove proves what the definitions promise, on the definitions as they are synthesised.

test.each(definitionNames)("%s is valid Amazon States Language", (name) => {
  expect(aslValidator(JSON.parse(definitionText(name))).errors).toEqual([]);
});

test("every child has the name by which a recovery stops it", () => {
  const named = Object.values(statesOf("provisioning-plan")).flatMap(({ Parameters = {} }) => {
    const machine = /^\$\{(.+)-(development|staging|production)\}$/.exec(
      String(Parameters["StateMachineArn"]),
    );
    const [, what = ""] = /^States\.Format\('\{\}-(.+)-\{\}'/.exec(String(Parameters["Name.$"])) ?? [];
    return machine === null ? [] : [`${machine[1]} ${what}`];
  });

  expect(named.sort()).toEqual(
    children.map(({ machine, environment, what }) => `${machine} ${environment}-${what}`).sort(),
  );
});

test("each clause of 21.03 sections 4 to 6, 8 and 9 has its state", () => {
  const named = new Set(Object.keys(statesOf("provisioning-plan")).map((name) => name.split(" ")[0]));

  expect(clauses.filter((clause) => !named.has(clause))).toEqual([]);
});

describe("retries are written once", () => {
  test.each(definitionNames)("synthesis gives every Task of %s a Retry, and no other state", (name) => {
    const states = Object.entries(statesOf(name));
    const retrying = states.filter(([, { Retry }]) => Retry !== undefined).map(([state]) => state);

    expect(retrying).toEqual(states.filter(([, { Type }]) => Type === "Task").map(([state]) => state));
    expect(retrying.length).toBeGreaterThan(0);
  });

  test("a Task with a Retry of its own is refused: one that is written twice can differ", () => {
    const written = { States: { Ask: { Type: "Task", Resource: invoke, Retry: retry } } };

    expect(() => withRetries(written, { "lambda:invoke": retry })).toThrow(
      'the Task "Ask" has a Retry of its own',
    );
  });

  test("a Task that calls a service without a Retry is refused", () => {
    const written = { States: { Send: { Type: "Task", Resource: "arn:aws:states:::sqs:sendMessage" } } };

    expect(() => withRetries(written, { "lambda:invoke": retry })).toThrow(
      'the Task "Send" calls arn:aws:states:::sqs:sendMessage',
    );
  });

  test("a gate retries as any other invocation does, whatever follows the name of the call", () => {
    const written = { States: { Ask: { Type: "Task", Resource: `${invoke}.waitForTaskToken` } } };

    expect(withRetries(written, { "lambda:invoke": retry }).States["Ask"]).toHaveProperty("Retry", retry);
  });
});
