import {
  DescribeExecutionCommand,
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  SFNClient,
  StartExecutionCommand,
} from "@aws-sdk/client-sfn";
import type { Executions } from "./port.ts";

const stepFunctions = new SFNClient();

/** Executions of the parent machine. */
export const executionsOf = ({ stateMachineArn }: { readonly stateMachineArn: string }): Executions => {
  // arn:aws:states:<region>:<account>:stateMachine:<name> names executions as …:execution:<name>:<execution>
  const arnOf = (name: string) => `${stateMachineArn.replace(":stateMachine:", ":execution:")}:${name}`;
  return {
    arnOf,
    async start(name, input) {
      try {
        await stepFunctions.send(
          new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) }),
        );
      } catch (error) {
        if (!(error instanceof ExecutionAlreadyExists)) throw error;
      }
      return arnOf(name);
    },
    async status(executionArn) {
      try {
        const { status } = await stepFunctions.send(new DescribeExecutionCommand({ executionArn }));
        switch (status) {
          case "SUCCEEDED":
          case "FAILED":
          case "TIMED_OUT":
          case "ABORTED":
            return status;
          default:
            // PENDING_REDRIVE is about to run; what has no name here is not dead either.
            return "RUNNING";
        }
      } catch (error) {
        if (error instanceof ExecutionDoesNotExist) return "GONE";
        throw error;
      }
    },
  };
};
