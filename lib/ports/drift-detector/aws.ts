import {
  DescribeStackResourceDriftsCommand,
  DetectStackDriftCommand,
  type StackResourceDrift,
} from "@aws-sdk/client-cloudformation";
import type { Drifted, StackDrift } from "../../domain/check/unchanged.ts";
import { cloudFormation } from "../shared/cloudformation/client.ts";
import { describe } from "../shared/cloudformation/stack.ts";
import type { DriftDetector } from "./port.ts";

/** CloudFormation's own drift detection, which takes its time: what was found last is told once it is newer than asked for. */
export const stackDrift: DriftDetector = {
  async drift(stackId, sinceMs) {
    const known = await checked(stackId, sinceMs);
    if (known !== null) return known;
    try {
      await cloudFormation.send(new DetectStackDriftCommand({ StackName: stackId }));
    } catch (error) {
      // Source: CloudFormation API reference, DetectStackDrift: one detection at a time.
      if (!(error instanceof Error) || !/already in progress|OperationInProgress/i.test(error.message))
        throw error;
    }
    return checked(stackId, sinceMs);
  },
};

/** What the last detection found; null if it began before that time, or has not ended. */
async function checked(stackId: string, sinceMs: number): Promise<StackDrift | null> {
  const { StackDriftStatus: status = "NOT_CHECKED", LastCheckTimestamp } =
    (await describe(stackId))?.DriftInformation ?? {};
  // The time of a check is told in whole seconds.
  const isNew =
    LastCheckTimestamp !== undefined && LastCheckTimestamp.getTime() >= Math.floor(sinceMs / 1000) * 1000;
  if (!isNew) return null;
  return { status, resources: status === "DRIFTED" ? await driftedIn(stackId) : [] };
}

async function driftedIn(StackName: string): Promise<readonly Drifted[]> {
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
