import {
  CloudFormationClient,
  DeleteStackCommand,
  waitUntilStackDeleteComplete,
} from "@aws-sdk/client-cloudformation";
import { controlPlaneOf } from "../settings/names.ts";

const longestSeconds = 3_600;

/** Deletes the stack of a control plane. Its table, its bucket and its signing key have the policy Retain, so they stay. */
export async function destroyControlPlane(application: string): Promise<void> {
  const client = new CloudFormationClient();
  const StackName = controlPlaneOf(application);
  await client.send(new DeleteStackCommand({ StackName }));
  await waitUntilStackDeleteComplete({ client, maxWaitTime: longestSeconds }, { StackName });
}
