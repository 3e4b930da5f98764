import { type Access, executionNames } from "../shared/access.ts";

/** What the port needs of AWS. */
export const access = {
  allow: ({ settings, arnOf }) => [
    {
      why: "reads the histories of executions to archive them",
      actions: [
        "states:DescribeExecution",
        "states:DescribeStateMachineForExecution",
        "states:GetExecutionHistory",
      ],
      resources: [arnOf("states", `execution:${settings.application}-*`)],
      pattern: executionNames,
    },
    {
      why: "finds the executions of a run",
      actions: ["states:ListExecutions"],
      resources: [arnOf("states", `stateMachine:${settings.application}-*`)],
      pattern: "the state machines are deployed after the functions that they call",
    },
  ],
  variables: () => ({}),
} satisfies Access;
