import type { Environment } from "../environment.ts";

/** The name of an application's parent state machine. */
export const parentMachine = (application: string): string => `${application}-provisioning-plan`;

/** The name of one of its child state machines. */
export const childMachine = (
  application: string,
  { machine, environment }: { readonly machine: string; readonly environment: Environment },
): string => `${application}-${machine}-${environment}`;

/** The ARN of another state machine in the same account and region. */
export const machineBeside = (machineArn: string, name: string): string =>
  machineArn.replace(/:stateMachine:.*/, `:stateMachine:${name}`);

/** The ARN of a state machine's execution, whether it was started or not. */
export const executionArn = (machineArn: string, execution: string): string =>
  `${machineArn.replace(":stateMachine:", ":execution:")}:${execution}`;
