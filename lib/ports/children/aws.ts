import { ExecutionDoesNotExist, SFNClient, StopExecutionCommand } from "@aws-sdk/client-sfn";
import { childName, children } from "../../domain/run/children.ts";
import type { Children } from "./port.ts";

const stepFunctions = new SFNClient();

/** The children of the parent machine's executions: their machines carry its application's name. */
export const childrenOf = ({ stateMachineArn }: { readonly stateMachineArn: string }): Children => {
  // arn:aws:states:<region>:<account>:stateMachine:<application>-provisioning-plan
  const before = stateMachineArn.replace(":stateMachine:", ":execution:").replace(/-provisioning-plan$/, "");
  return {
    async stop(runId, epochs, cause) {
      const arns = epochs.flatMap((epoch) =>
        children.map(
          (child) => `${before}-${child.machine}-${child.environment}:${childName(runId, child, epoch)}`,
        ),
      );
      await Promise.all(
        arns.map(async (executionArn) => {
          try {
            await stepFunctions.send(new StopExecutionCommand({ executionArn, cause }));
          } catch (error) {
            // Most were never started. Stopping one that has ended changes nothing.
            if (!(error instanceof ExecutionDoesNotExist)) throw error;
          }
        }),
      );
    },
  };
};
