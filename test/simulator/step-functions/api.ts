import { ValidationException } from "@aws-sdk/client-sfn";
import type { Definition } from "../../assurance/prove/definition.ts";
import type { Service } from "../account.ts";
import { nameIn } from "../arn.ts";
import { type Data, StateError } from "./data.ts";
import type { Execution } from "./execution.ts";
import type { StepFunctions } from "./step-functions.ts";

/** The details of an event in addition to its state, as texts of JSON. */
function detailsOf(type: string, detail: object | undefined): object {
  switch (type) {
    case "ExecutionStarted":
      return { executionStartedEventDetails: { input: JSON.stringify(detail) } };
    case "TaskScheduled":
      return { taskScheduledEventDetails: { parameters: JSON.stringify(detail) } };
    case "TaskSucceeded":
      return {
        taskSucceededEventDetails: { output: JSON.stringify((detail as { output: unknown }).output) },
      };
    default:
      return {};
  }
}

/** Whether an execution ended by itself. */
const hasCompleted = ({ status }: Execution): boolean => status !== "RUNNING" && status !== "ABORTED";

const definitions = new WeakMap<Definition, string>();

/** The definition's text, which AWS stores. It is serialised only once. */
function textOf(definition: Definition): string {
  const text = definitions.get(definition) ?? JSON.stringify(definition);
  definitions.set(definition, text);
  return text;
}

/** The operations of Step Functions' API on the executions of an account. */
export const apiOf = (states: StepFunctions): Service => ({
  StartExecution: ({
    stateMachineArn,
    name,
    input = "{}",
  }: {
    stateMachineArn: string;
    name: string;
    input?: string;
  }) => {
    const { arn, startedAtMs } = states.start(nameIn(stateMachineArn), name, JSON.parse(input) as Data);
    return { executionArn: arn, startDate: new Date(startedAtMs) };
  },
  DescribeExecution: ({ executionArn }: { executionArn: string }) => {
    const { arn, name, status, startedAtMs, stoppedAtMs, input, output, error, cause } =
      states.find(executionArn);
    return {
      executionArn: arn,
      name,
      status,
      startDate: new Date(startedAtMs),
      ...(stoppedAtMs === null ? {} : { stopDate: new Date(stoppedAtMs) }),
      input: JSON.stringify(input),
      ...(status === "SUCCEEDED" ? { output: JSON.stringify(output) } : {}),
      ...(error === null ? {} : { error, cause }),
    };
  },
  StopExecution: ({
    executionArn,
    error,
    cause,
  }: {
    executionArn: string;
    error?: string;
    cause?: string;
  }) => {
    const execution = states.find(executionArn);
    if (states.variant.stoppingTheEnded === "refused" && hasCompleted(execution))
      throw new ValidationException({
        message: `Execution is not running: '${executionArn}'`,
        $metadata: {},
      });
    states.stop(execution, error, cause);
    return { stopDate: new Date(states.time.nowMs()) };
  },
  ListExecutions: ({ stateMachineArn }: { stateMachineArn: string }) => ({
    executions: [...states.executions.values()]
      .filter(({ machine }) => machine.name === nameIn(stateMachineArn))
      .map(({ arn, name, status, startedAtMs }) => ({
        executionArn: arn,
        name,
        status,
        startDate: new Date(startedAtMs),
      })),
  }),
  GetExecutionHistory: ({ executionArn }: { executionArn: string }) => ({
    events: states.find(executionArn).history.map(({ type, state, atMs, detail }, index) => ({
      id: index + 1,
      previousEventId: index,
      type,
      timestamp: new Date(atMs),
      ...(type.endsWith("StateEntered") ? { stateEnteredEventDetails: { name: state } } : {}),
      ...(type.endsWith("StateExited") ? { stateExitedEventDetails: { name: state } } : {}),
      ...detailsOf(type, detail),
    })),
  }),
  DescribeStateMachineForExecution: ({ executionArn }: { executionArn: string }) => {
    const { machine } = states.find(executionArn);
    return { name: machine.name, definition: textOf(machine.definition) };
  },
  SendTaskSuccess: ({ taskToken, output }: { taskToken: string; output: string }) => {
    states.tokens.settle(taskToken, { output: JSON.parse(output) });
    return {};
  },
  SendTaskFailure: ({
    taskToken,
    error = "",
    cause = "",
  }: {
    taskToken: string;
    error?: string;
    cause?: string;
  }) => {
    states.tokens.settle(taskToken, { error: new StateError(error, cause) });
    return {};
  },
});
