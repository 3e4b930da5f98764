import type { Service } from "../account.ts";
import type { VirtualTime } from "../time.ts";
import { type CloudFormation, invalid, type Request } from "./cloudformation.ts";
import type { Resource, Stack } from "./stack.ts";

/** CloudFormation's drift detection: it takes its time, one at a time, and tells what it found in whole seconds. */
export function driftService(cloudFormation: CloudFormation, time: VirtualTime): Service {
  return {
    DetectStackDrift: ({ StackName }: Request) => {
      const stack = cloudFormation.there(StackName);
      if (stack.driftUntilMs > time.nowMs())
        throw invalid(`Drift detection is already in progress for stack ${stack.id}`);
      const detectionMs = cloudFormation.driftSeconds * 1_000;
      stack.driftUntilMs = time.nowMs() + detectionMs;
      time.after(detectionMs, () => {
        stack.driftCheckedAtMs = time.nowMs();
      });
      return { StackDriftDetectionId: `${stack.id}/${time.nowMs()}` };
    },
    DescribeStackResourceDrifts: ({ StackName }: Request) => ({
      StackResourceDrifts: driftedIn(cloudFormation, cloudFormation.there(StackName)).map(
        ({ logicalId, type, there }) => ({
          LogicalResourceId: logicalId,
          ResourceType: type,
          StackResourceDriftStatus: there === undefined ? "DELETED" : "MODIFIED",
          PropertyDifferences: (there === undefined ? [] : (there.driftedIn ?? ["/Tags"])).map(
            (PropertyPath) => ({ PropertyPath }),
          ),
        }),
      ),
    }),
  };
}

/** What DescribeStacks says of a stack's drift. */
export function driftOf(cloudFormation: CloudFormation, stack: Stack): object {
  const { driftCheckedAtMs } = stack;
  if (driftCheckedAtMs === null) return { DriftInformation: { StackDriftStatus: "NOT_CHECKED" } };
  return {
    DriftInformation: {
      StackDriftStatus: driftStatusOf(cloudFormation, stack),
      LastCheckTimestamp: new Date(Math.floor(driftCheckedAtMs / 1_000) * 1_000),
    },
  };
}

function driftStatusOf(cloudFormation: CloudFormation, stack: Stack): string {
  if (driftedIn(cloudFormation, stack).length > 0) return "DRIFTED";
  return stack.isDriftUnknown ? "UNKNOWN" : "IN_SYNC";
}

function driftedIn(
  { resources }: CloudFormation,
  stack: Stack,
): readonly { logicalId: string; type: string; there: Resource | undefined }[] {
  return [...stack.resources]
    .map(([logicalId, id]) => {
      const there = resources.get(id);
      const type = stack.deployed.template.resources[logicalId]?.Type ?? "";
      return { logicalId, type, there };
    })
    .filter(({ there }) => there === undefined || there.isDrifted);
}
