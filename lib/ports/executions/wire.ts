import { text, wire } from "../shared/wire.ts";
import type { access } from "./access.ts";
import { executionsOf } from "./aws.ts";

/** The port of a function, from its environment variables. */
export const executions = wire<typeof access>()({ STATE_MACHINE_ARN: text }, ({ STATE_MACHINE_ARN }) =>
  executionsOf({ stateMachineArn: STATE_MACHINE_ARN }),
);
