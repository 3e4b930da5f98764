import {
  DescribeExecutionCommand,
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  SFNClient,
  StartExecutionCommand,
} from "@aws-sdk/client-sfn";
import { executionArn } from "../../domain/run/machines.ts";
import { patientClient } from "../shared/passing-errors.ts";
import type { Executions } from "./port.ts";

const stepFunctions = patientClient(new SFNClient());

/** Executions of the parent machine. */
export const executionsOf = ({ stateMachineArn }: { readonly stateMachineArn: string }): Executions => {
  const arnOf = (name: string) => executionArn(stateMachineArn, name);
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
    async status(arn) {
      try {
        const { status } = await stepFunctions.send(new DescribeExecutionCommand({ executionArn: arn }));
        switch (status) {
          case "SUCCEEDED":
          case "FAILED":
          case "TIMED_OUT":
          case "ABORTED":
            return status;
          default:
            // PENDING_REDRIVE is about to run. An unknown status does not count as dead either.
            return "RUNNING";
        }
      } catch (error) {
        if (error instanceof ExecutionDoesNotExist) return "GONE";
        throw error;
      }
    },
  };
};
