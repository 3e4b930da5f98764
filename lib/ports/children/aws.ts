import {
  DescribeExecutionCommand,
  ExecutionDoesNotExist,
  SFNClient,
  StopExecutionCommand,
} from "@aws-sdk/client-sfn";
import { childName, children } from "../../domain/run/children.ts";
import { childMachine, executionArn, machineBeside } from "../../domain/run/machines.ts";
import { patientClient } from "../shared/passing-errors.ts";
import type { Children } from "./port.ts";

const stepFunctions = patientClient(new SFNClient());

async function isRunning(executionArn: string): Promise<boolean> {
  try {
    const { status } = await stepFunctions.send(new DescribeExecutionCommand({ executionArn }));
    return status === "RUNNING" || status === "PENDING_REDRIVE";
  } catch (error) {
    if (error instanceof ExecutionDoesNotExist) return false;
    throw error;
  }
}

/** The children of the parent machine's executions. */
export const childrenOf = ({
  application,
  stateMachineArn,
}: {
  readonly application: string;
  /** The parent's. */
  readonly stateMachineArn: string;
}): Children => ({
  async stop(runId, epochs, cause) {
    const arns = epochs.flatMap((epoch) =>
      children.map((child) =>
        executionArn(
          machineBeside(stateMachineArn, childMachine(application, child)),
          childName(runId, child, epoch),
        ),
      ),
    );
    await Promise.all(
      arns.map(async (arn) => {
        try {
          await stepFunctions.send(new StopExecutionCommand({ executionArn: arn, cause }));
        } catch (error) {
          // Most were never started. AWS does not say what it answers about one that has ended, so that is asked.
          if (!(error instanceof ExecutionDoesNotExist) && (await isRunning(arn))) throw error;
        }
      }),
    );
  },
});
