import { DescribeStateMachineCommand, SFNClient } from "@aws-sdk/client-sfn";
import { orAbsent } from "../../shared/or-absent.ts";
import type { Describe, Readers } from "../describe.ts";

/** A state machine: its status, and the role under which it acts. */
const stateMachine: Describe<"AWS::StepFunctions::StateMachine"> = async (id, clients) => {
  const seen = await orAbsent(
    clients(SFNClient).send(new DescribeStateMachineCommand({ stateMachineArn: id })),
    "StateMachineDoesNotExist",
  );
  return seen === null ? null : { status: seen.status ?? "ACTIVE", role: seen.roleArn ?? "unknown" };
};

/** The readers of the service. */
export const readers: Readers<"step-functions"> = { "AWS::StepFunctions::StateMachine": stateMachine };
