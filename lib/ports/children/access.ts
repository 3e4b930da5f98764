import { children } from "../../domain/run/children.ts";
import { childMachine, executionArn, machineBeside } from "../../domain/run/machines.ts";
import { type Access, executionNames } from "../shared/access.ts";

/** What the port may call on AWS, and the environment variables of its wiring. */
export const access = {
  allow: ({ settings, stateMachineArn }) => {
    const machines = new Set(children.map((child) => childMachine(settings.application, child)));
    return [...machines].map((machine) => ({
      why: "stops the children of an execution that is dead",
      actions: ["states:DescribeExecution", "states:StopExecution"],
      resources: [executionArn(machineBeside(stateMachineArn, machine), "*")],
      pattern: executionNames,
    }));
  },
  variables: ({ settings, stateMachineArn }) => ({
    APPLICATION: settings.application,
    STATE_MACHINE_ARN: stateMachineArn,
  }),
} satisfies Access;
