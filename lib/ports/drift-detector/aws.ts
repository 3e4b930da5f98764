import {
  type CloudFormationClient,
  DescribeStackDriftDetectionStatusCommand,
  DescribeStackResourceDriftsCommand,
  DetectStackDriftCommand,
  type StackResourceDrift,
} from "@aws-sdk/client-cloudformation";
import type { Drifted, StackDrift } from "../../domain/check/unchanged.ts";
import { unknownAnswer } from "../../domain/errors.ts";
import { cloudFormationOf } from "../shared/cloudformation/client.ts";
import type { Environments } from "../shared/environments/environments.ts";
import { shortDigest } from "../shared/short-digest.ts";
import type { DriftDetector } from "./port.ts";

/**
 * CloudFormation's own drift detection, each detection by its id. What the stack says of its drift is not read: it names the
 * last detection that anybody began, even of a single resource (CloudFormation API reference, StackDriftInformation).
 */
export const driftDetectorIn = (environments: Environments): DriftDetector => ({
  async begin(StackName) {
    try {
      const { StackDriftDetectionId } = await of(environments, StackName).send(
        new DetectStackDriftCommand({ StackName }),
      );
      if (StackDriftDetectionId === undefined)
        throw unknownAnswer(`CloudFormation names no drift detection of ${StackName}: look at the stack`);
      return StackDriftDetectionId;
    } catch (error) {
      // Source: CloudFormation API reference, DetectStackDrift: one detection at a time.
      if (error instanceof Error && /already in progress|OperationInProgress/i.test(error.message))
        return null;
      throw error;
    }
  },
  async found(StackName, StackDriftDetectionId): Promise<StackDrift | null> {
    const cloudFormation = of(environments, StackName);
    const { DetectionStatus, StackDriftStatus: status } = await cloudFormation.send(
      new DescribeStackDriftDetectionStatusCommand({ StackDriftDetectionId }),
    );
    if (DetectionStatus === "DETECTION_IN_PROGRESS") return null;
    // A detection that failed tells of some resources and not of others: that proves nothing.
    if (DetectionStatus !== "DETECTION_COMPLETE" || status === undefined)
      return { status: "UNKNOWN", resources: [] };
    return { status, resources: status === "DRIFTED" ? await driftedIn(cloudFormation, StackName) : [] };
  },
});

const of = (environments: Environments, stack: string): CloudFormationClient =>
  cloudFormationOf(environments.clients("look", environments.ofStack(stack)));

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
      differences: PropertyDifferences.map(({ PropertyPath = "", ActualValue = "" }) => ({
        pointer: PropertyPath,
        value: shortDigest(ActualValue),
      })),
    }),
  );
}
