import { executionArn } from "../../domain/run/machines.ts";
import { type Access, executionNames } from "../shared/access.ts";

/** What the port needs of AWS. */
export const access = {
  allow: ({ stateMachineArn }) => [
    {
      why: "starts the provisioning plan for a run",
      actions: ["states:StartExecution"],
      resources: [stateMachineArn],
    },
    {
      why: "finds out whether the execution of a run has ended",
      actions: ["states:DescribeExecution"],
      resources: [executionArn(stateMachineArn, "*")],
      pattern: executionNames,
    },
  ],
  variables: ({ stateMachineArn }) => ({ STATE_MACHINE_ARN: stateMachineArn }),
} satisfies Access;
