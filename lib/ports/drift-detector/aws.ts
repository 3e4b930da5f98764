import {
  type CloudFormationClient,
  DescribeStackResourceDriftsCommand,
  DetectStackDriftCommand,
  type StackResourceDrift,
} from "@aws-sdk/client-cloudformation";
import type { Drifted, StackDrift } from "../../domain/check/unchanged.ts";
import { cloudFormationOf } from "../shared/cloudformation/client.ts";
import { describe } from "../shared/cloudformation/stack.ts";
import type { Environments } from "../shared/environments/environments.ts";
import type { DriftDetector } from "./port.ts";

/** CloudFormation's own drift detection. It is asynchronous: a result counts once it is newer than the requested time. */
export const driftDetectorIn = (environments: Environments): DriftDetector => ({
  async drift(stackId, sinceMs) {
    const cloudFormation = cloudFormationOf(environments.clients("look", environments.ofStack(stackId)));
    const known = await checked(cloudFormation, stackId, sinceMs);
    if (known !== null) return known;
    try {
      await cloudFormation.send(new DetectStackDriftCommand({ StackName: stackId }));
    } catch (error) {
      // Source: CloudFormation API reference, DetectStackDrift: one detection at a time.
      if (!(error instanceof Error) || !/already in progress|OperationInProgress/i.test(error.message))
        throw error;
    }
    return checked(cloudFormation, stackId, sinceMs);
  },
});

/** What the last detection found; null if it began before that time, or has not ended. */
async function checked(
  cloudFormation: CloudFormationClient,
  stackId: string,
  sinceMs: number,
): Promise<StackDrift | null> {
  const { StackDriftStatus: status = "NOT_CHECKED", LastCheckTimestamp } =
    (await describe(cloudFormation, stackId))?.DriftInformation ?? {};
  // CloudFormation reports the time of a detection in whole seconds.
  const isNew =
    LastCheckTimestamp !== undefined && LastCheckTimestamp.getTime() >= Math.floor(sinceMs / 1000) * 1000;
  if (!isNew) return null;
  return { status, resources: status === "DRIFTED" ? await driftedIn(cloudFormation, stackId) : [] };
}

async function driftedIn(
  cloudFormation: CloudFormationClient,
  StackName: string,
): Promise<readonly Drifted[]> {
  const found: StackResourceDrift[] = [];
  let NextToken: string | undefined;
  do {
    const page = await cloudFormation.send(
      new DescribeStackResourceDriftsCommand({
        StackName,
        StackResourceDriftStatusFilters: ["MODIFIED", "DELETED"],
        ...(NextToken === undefined ? {} : { NextToken }),
      }),
    );
    found.push(...(page.StackResourceDrifts ?? []));
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return found.map(
    ({ LogicalResourceId = "", ResourceType = "", StackResourceDriftStatus, PropertyDifferences = [] }) => ({
      logicalId: LogicalResourceId,
      type: ResourceType,
      status: StackResourceDriftStatus === "DELETED" ? "DELETED" : "MODIFIED",
      pointers: PropertyDifferences.map(({ PropertyPath = "" }) => PropertyPath),
    }),
  );
}
