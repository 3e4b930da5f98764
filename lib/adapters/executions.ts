import {
  DescribeExecutionCommand,
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from "@aws-sdk/client-sfn";
import type { Executions } from "../ports.ts";

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
        if (status === "SUCCEEDED") return "SUCCEEDED";
        return status === "RUNNING" || status === "PENDING_REDRIVE" ? "RUNNING" : "ENDED";
      } catch (error) {
        if (error instanceof ExecutionDoesNotExist) return "GONE";
        throw error;
      }
    },
    async stop(executionArn, cause) {
      await stepFunctions.send(new StopExecutionCommand({ executionArn, cause }));
    },
  };
};
