import {
  DescribeExecutionCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from "@aws-sdk/client-sfn";
import { type Contract, errorOf, eventually, type Place } from "../contract.ts";

const states = new SFNClient();
const start = (stateMachineArn: string, name: string, input: object = {}) =>
  states.send(new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) }));
const describe = (executionArn: string) => states.send(new DescribeExecutionCommand({ executionArn }));

/** Runs a machine to its end: status, error and output. */
async function run(at: Place, machineArn: string, input: object = {}): Promise<unknown[]> {
  const { executionArn = "" } = await start(machineArn, at.unique("run"), input);
  const ended = await eventually(
    at,
    () => describe(executionArn),
    ({ status }) => status !== "RUNNING",
  );
  return [ended.status, ended.error ?? null, ended.output === undefined ? null : JSON.parse(ended.output)];
}

const named = (name: string) => `\${${name}}`;
const invoke = (name: string, Payload: object = {}) => ({
  Type: "Task",
  Resource: "arn:aws:states:::lambda:invoke",
  Parameters: { FunctionName: named(name), Payload },
});
const done = { Type: "Succeed" };
const wait = (seconds: number) => ({
  StartAt: "Wait",
  States: { Wait: { Type: "Wait", Seconds: seconds, End: true } },
});
const catchAll = (Next: string) => [{ ErrorEquals: ["States.ALL"], ResultPath: null, Next }];
/** Takes longer than its task waits, and delays no other test: only a Lambda must be kept alive for it. */
const slow = `export const handler = () => new Promise((resolve) => {
  const timer = setTimeout(resolve, 1500);
  if (process.env.AWS_LAMBDA_FUNCTION_NAME === undefined) timer.unref();
});`;
const failing = `export const handler = async () => { const error = new Error("no"); error.name = "EntryConflict"; throw error; };`;

/** What the definitions and the sweep rely on. */
export const stepFunctionsContracts: readonly Contract[] = [
  {
    says: "a path, a format and a sum are put where the definition says",
    act: async (at) => {
      const { machine = "" } = await at.deploy({
        machines: {
          machine: {
            StartAt: "Count",
            States: {
              Count: {
                Type: "Pass",
                Parameters: {
                  "count.$": "States.MathAdd($.looks.count, 1)",
                  "name.$": "States.Format('{}-{}', $.runId, $.epoch)",
                },
                ResultPath: "$.looks",
                Next: "Done",
              },
              Done: done,
            },
          },
        },
      });
      return run(at, machine, { runId: "r", epoch: 2, looks: { count: 4 } });
    },
    sees: ["SUCCEEDED", null, { runId: "r", epoch: 2, looks: { count: 5, name: "r-2" } }],
  },
  {
    says: "a choice takes the first rule that holds, or else the default",
    act: async (at) => {
      const rule = (operator: object, Next: string) => ({ ...operator, Next });
      const { machine = "" } = await at.deploy({
        machines: {
          machine: {
            StartAt: "Which?",
            States: {
              "Which?": {
                Type: "Choice",
                Choices: [
                  rule({ Variable: "$.outcome", StringEquals: "done" }, "Done"),
                  rule({ Variable: "$.count", NumericGreaterThanEquals: 3 }, "Too many"),
                ],
                Default: "Unknown",
              },
              Done: done,
              "Too many": { Type: "Fail", Error: "TooMany" },
              Unknown: { Type: "Fail", Error: "Unknown" },
            },
          },
        },
      });
      const errors = [];
      for (const [outcome, count] of [
        ["done", 9],
        ["waiting", 3],
        ["waiting", 2],
      ])
        errors.push((await run(at, machine, { outcome, count }))[1]);
      return errors;
    },
    sees: [null, "TooMany", "Unknown"],
  },
  {
    says: "a Fail can take its error from the data",
    act: async (at) => {
      const { machine = "" } = await at.deploy({
        machines: { machine: { StartAt: "No", States: { No: { Type: "Fail", ErrorPath: "$.verdict" } } } },
      });
      return (await run(at, machine, { verdict: "ROLLED_BACK" })).slice(0, 2);
    },
    sees: ["FAILED", "ROLLED_BACK"],
  },
  {
    says: "States.ALL catches what a function throws, and nothing of it is kept",
    act: async (at) => {
      const { machine = "" } = await at.deploy({
        functions: { failing },
        machines: {
          machine: {
            StartAt: "Work",
            States: {
              Work: { ...invoke("failing"), Catch: catchAll("Caught"), Next: "Caught" },
              Caught: done,
            },
          },
        },
      });
      return run(at, machine, { runId: "r" });
    },
    sees: ["SUCCEEDED", null, { runId: "r" }],
  },
  {
    says: "an error that a function throws has the error's own name",
    act: async (at) => {
      const { machine = "" } = await at.deploy({
        functions: { failing },
        machines: {
          machine: {
            StartAt: "Work",
            States: {
              Work: {
                ...invoke("failing"),
                Catch: [
                  { ErrorEquals: ["EntryConflict"], ResultPath: null, Next: "Ours" },
                  ...catchAll("Another"),
                ],
                Next: "Another",
              },
              Ours: done,
              Another: { Type: "Fail", Error: "Another" },
            },
          },
        },
      });
      return (await run(at, machine)).slice(0, 2);
    },
    sees: ["SUCCEEDED", null],
  },
  {
    says: "a path that is missing ends the execution, and States.ALL does not catch it",
    act: async (at) => {
      const { machine = "" } = await at.deploy({
        functions: { echo: "export const handler = async (event) => event;" },
        machines: {
          machine: {
            StartAt: "Work",
            States: {
              Work: {
                ...invoke("echo", { "runId.$": "$.missing" }),
                Catch: catchAll("Caught"),
                Next: "Caught",
              },
              Caught: done,
            },
          },
        },
      });
      return (await run(at, machine, {})).slice(0, 2);
    },
    sees: ["FAILED", "States.Runtime"],
  },
  {
    says: "a task that takes too long is States.Timeout, which States.TaskFailed does not match",
    act: async (at) => {
      const { machine = "" } = await at.deploy({
        functions: {
          slow,
        },
        machines: {
          machine: {
            StartAt: "Work",
            States: {
              Work: {
                ...invoke("slow"),
                TimeoutSeconds: 1,
                Catch: [
                  { ErrorEquals: ["States.TaskFailed"], ResultPath: null, Next: "Failed" },
                  ...catchAll("Timed out"),
                ],
                Next: "Failed",
              },
              Failed: { Type: "Fail", Error: "Failed" },
              "Timed out": done,
            },
          },
        },
      });
      return (await run(at, machine)).slice(0, 2);
    },
    sees: ["SUCCEEDED", null],
  },
  {
    says: "the same name with the same input, while it runs, is the same execution",
    act: async (at) => {
      const { machine = "" } = await at.deploy({ machines: { machine: wait(20) } });
      const name = at.unique("same");
      const { executionArn } = await start(machine, name, { a: 1 });
      const again = await start(machine, name, { a: 1 }).catch((error: Error) => ({
        executionArn: error.name,
      }));
      return again.executionArn === executionArn ? "the same" : again.executionArn;
    },
    sees: "the same",
  },
  {
    says: "the name of an ended execution stays taken",
    act: async (at) => {
      const { machine = "" } = await at.deploy({ machines: { machine: wait(0) } });
      const name = at.unique("ended");
      const { executionArn = "" } = await start(machine, name);
      await eventually(
        at,
        () => describe(executionArn),
        ({ status }) => status !== "RUNNING",
      );
      return errorOf(start(machine, name));
    },
    sees: "ExecutionAlreadyExists",
  },
  {
    says: "describing an execution that was never started is ExecutionDoesNotExist",
    act: async (at) => {
      const { machine = "" } = await at.deploy({ machines: { machine: wait(0) } });
      return errorOf(describe(`${machine.replace(":stateMachine:", ":execution:")}:${at.unique("never")}`));
    },
    sees: "ExecutionDoesNotExist",
  },
  {
    says: "a stopped execution is ABORTED at once",
    act: async (at) => {
      const { machine = "" } = await at.deploy({ machines: { machine: wait(60) } });
      const { executionArn = "" } = await start(machine, at.unique("stopped"));
      await states.send(new StopExecutionCommand({ executionArn }));
      return (await describe(executionArn)).status;
    },
    sees: "ABORTED",
  },
  {
    says: "stopping an execution that has ended changes nothing, whatever it answers",
    act: async (at) => {
      const { machine = "" } = await at.deploy({ machines: { machine: wait(0) } });
      const { executionArn = "" } = await start(machine, at.unique("ended"));
      const ended = () => describe(executionArn);
      await eventually(at, ended, ({ status }) => status !== "RUNNING");
      await errorOf(states.send(new StopExecutionCommand({ executionArn })));
      return (await ended()).status;
    },
    sees: "SUCCEEDED",
  },
  {
    says: "a task token wakes its task once; a second answer finds the task closed",
    act: async (at) => {
      const tokens = `const kept = []; export const handler = async ({ taskToken }) => { if (taskToken) kept.push(taskToken); return { kept }; };`;
      const { asker = "", reader = "" } = await at.deploy({
        functions: { tokens },
        machines: {
          asker: {
            StartAt: "Ask",
            States: {
              Ask: {
                Type: "Task",
                Resource: "arn:aws:states:::lambda:invoke.waitForTaskToken",
                Parameters: { FunctionName: named("tokens"), Payload: { "taskToken.$": "$$.Task.Token" } },
                ResultPath: null,
                TimeoutSeconds: 60,
                End: true,
              },
            },
          },
          reader: {
            StartAt: "Read",
            States: {
              Read: {
                ...invoke("tokens"),
                ResultSelector: { "kept.$": "$.Payload.kept" },
                ResultPath: "$.read",
                End: true,
              },
            },
          },
        },
      });
      const { executionArn = "" } = await start(asker, at.unique("asked"));
      const read = async () => ((await run(at, reader))[2] as { read: { kept: string[] } }).read.kept;
      const [taskToken = ""] = await eventually(at, read, (kept) => kept.length > 0);
      const answer = () => errorOf(states.send(new SendTaskSuccessCommand({ taskToken, output: "{}" })));
      const first = await answer();
      const ended = await eventually(
        at,
        () => describe(executionArn),
        ({ status }) => status !== "RUNNING",
      );
      return [first, ended.status, await answer()];
    },
    sees: [null, "SUCCEEDED", "TaskTimedOut"],
  },
  {
    says: "a function that throws while its token is waited for fails its state at once",
    act: async (at) => {
      const { machine = "" } = await at.deploy({
        functions: { failing },
        machines: {
          machine: {
            StartAt: "Ask",
            States: {
              Ask: {
                Type: "Task",
                Resource: "arn:aws:states:::lambda:invoke.waitForTaskToken",
                Parameters: { FunctionName: named("failing"), Payload: { "taskToken.$": "$$.Task.Token" } },
                TimeoutSeconds: 3,
                Catch: [
                  { ErrorEquals: ["States.Timeout"], ResultPath: null, Next: "Waited" },
                  ...catchAll("Failed"),
                ],
                Next: "Waited",
              },
              Waited: { Type: "Fail", Error: "Waited" },
              Failed: done,
            },
          },
        },
      });
      return (await run(at, machine)).slice(0, 2);
    },
    sees: ["SUCCEEDED", null],
  },
  {
    says: "a failing child is States.TaskFailed to its parent",
    act: async (at) => {
      const { parent = "" } = await at.deploy({
        machines: {
          child: { StartAt: "No", States: { No: { Type: "Fail", Error: "StepFailed", Cause: "no" } } },
          parent: {
            StartAt: "Child",
            States: {
              Child: {
                Type: "Task",
                Resource: "arn:aws:states:::states:startExecution.sync:2",
                Parameters: { StateMachineArn: named("child"), Name: at.unique("child"), Input: {} },
                Catch: [
                  { ErrorEquals: ["StepFailed"], ResultPath: null, Next: "Own" },
                  ...catchAll("Wrapped"),
                ],
                Next: "Own",
              },
              Own: { Type: "Fail", Error: "Own" },
              Wrapped: done,
            },
          },
        },
      });
      return (await run(at, parent)).slice(0, 2);
    },
    sees: ["SUCCEEDED", null],
  },
];
