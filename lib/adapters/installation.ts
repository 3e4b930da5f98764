import { CloudFormationClient, DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import { notFound } from "../domain/errors.ts";

/** A deployed control plane, as its outputs describe it. */
export type Installation = {
  readonly application: string;
  readonly tableName: string;
  readonly bucketName: string;
  readonly stateMachineArn: string;
  readonly approvalsUrl: string;
  readonly busName: string;
  readonly signingKeyArn: string;
  readonly sweepFunctionName: string;
  /** By approver id. */
  readonly topicArns: Readonly<Record<string, string>>;
};

/** The name of an application's control-plane stack. */
export const controlPlaneOf = (application: string): string => `${application}-control-plane`;

/**
 * The control plane of an application, where the environment's credentials lead.
 * @throws NotFound if it is not deployed there.
 */
export async function installationOf(application: string): Promise<Installation> {
  const stackName = controlPlaneOf(application);
  const cloudFormation = new CloudFormationClient();
  let outputs: Record<string, string>;
  try {
    const { Stacks } = await cloudFormation.send(new DescribeStacksCommand({ StackName: stackName }));
    outputs = Object.fromEntries(
      (Stacks?.[0]?.Outputs ?? []).map(({ OutputKey = "", OutputValue = "" }) => [OutputKey, OutputValue]),
    );
  } catch (error) {
    if (error instanceof Error && /does not exist/.test(error.message))
      throw notFound(
        `${stackName} is not deployed here: run "interlock up", or "interlock deploy" on AWS`,
        error,
      );
    throw error;
  }
  const output = (name: string): string => {
    const value = outputs[name];
    if (value === undefined) throw notFound(`${stackName} has no output ${name}: deploy it again`);
    return value;
  };
  return {
    application,
    tableName: output("TableName"),
    bucketName: output("BucketName"),
    stateMachineArn: output("StateMachineArn"),
    approvalsUrl: output("ApprovalsUrl"),
    busName: output("BusName"),
    signingKeyArn: output("SigningKeyArn"),
    sweepFunctionName: output("SweepFunctionName"),
    topicArns: JSON.parse(output("TopicArns")) as Record<string, string>,
  };
}
