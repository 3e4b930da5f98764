import type { Service } from "../account.ts";
import type { VirtualTime } from "../time.ts";
import type { Stack } from "./stack.ts";
import { invalid, type Request, type Stacks } from "./stack-requests.ts";
import type { Resource } from "./stack-types.ts";

/** One detection of a stack's drift, and what it found when it ended: that stays, whatever becomes of the stack. */
type Detection = {
  readonly stack: Stack;
  readonly endsAtMs: number;
  found: { readonly status: string; readonly isFailed: boolean } | null;
};

/**
 * CloudFormation's drift detection: it takes its time, one at a time, and is asked about by its id. The stack tells when a
 * detection was begun last, and what the one before it found until then (CloudFormation API reference,
 * StackDriftInformation, LastCheckTimestamp: "when a drift detection operation was initiated").
 */
export function driftService(cloudFormation: Stacks, time: VirtualTime): Service {
  const detections = new Map<string, Detection>();
  const reported = new Map<Stack, object[]>();
  return {
    DetectStackDrift: ({ StackName }: Request) => {
      const stack = cloudFormation.there(StackName);
      if (stack.driftUntilMs > time.nowMs())
        throw invalid(`Drift detection is already in progress for stack ${stack.id}`);
      const detectionMs = cloudFormation.driftSeconds * 1_000;
      stack.driftUntilMs = time.nowMs() + detectionMs;
      stack.driftCheckedAtMs = time.nowMs();
      const id = `${stack.id}/${detections.size}`;
      const detection: Detection = { stack, endsAtMs: stack.driftUntilMs, found: null };
      detections.set(id, detection);
      const end = () => {
        const status = driftStatusOf(cloudFormation, stack);
        stack.driftFound = status;
        reported.set(stack, driftsOf(cloudFormation, stack));
        detection.found = { status, isFailed: stack.isDriftUnknown };
      };
      if (detectionMs === 0) end();
      else time.after(detectionMs, end);
      return { StackDriftDetectionId: id };
    },
    DescribeStackDriftDetectionStatus: ({
      StackDriftDetectionId: id,
    }: {
      readonly StackDriftDetectionId: string;
    }) => {
      const detection = detections.get(id);
      if (detection === undefined) throw invalid(`Drift detection ${id} does not exist`);
      const { stack, endsAtMs, found } = detection;
      const told = { StackId: stack.id, StackDriftDetectionId: id, Timestamp: new Date(time.nowMs()) };
      if (found === null || endsAtMs > time.nowMs())
        return { ...told, DetectionStatus: "DETECTION_IN_PROGRESS" };
      // Source: CloudFormation API reference, DescribeStackDriftDetectionStatus: what it found until then is told too.
      if (found.isFailed)
        return {
          ...told,
          DetectionStatus: "DETECTION_FAILED",
          DetectionStatusReason: "Failed to detect drift on resource [Resource]",
          StackDriftStatus: "UNKNOWN",
        };
      return {
        ...told,
        DetectionStatus: "DETECTION_COMPLETE",
        StackDriftStatus: found.status,
      };
    },
    DescribeStackResourceDrifts: ({ StackName }: Request) => ({
      StackResourceDrifts: reported.get(cloudFormation.there(StackName)) ?? [],
    }),
  };
}

/** What a detection reports of each resource that differs. */
const driftsOf = (cloudFormation: Stacks, stack: Stack): object[] =>
  driftedIn(cloudFormation, stack).map(({ logicalId, type, there }) => ({
    LogicalResourceId: logicalId,
    ResourceType: type,
    StackResourceDriftStatus: there === undefined ? "DELETED" : "MODIFIED",
    PropertyDifferences: (there === undefined ? [] : pathsOf(there)).map((PropertyPath) => ({
      PropertyPath,
      ExpectedValue: "as in the template",
      ActualValue: there?.isDrifted ? `by hand ${PropertyPath}` : `as created ${PropertyPath}`,
      DifferenceType: "NOT_EQUAL",
    })),
  }));

/** What DescribeStacks says of a stack's drift. */
export function driftOf({ driftCheckedAtMs, driftFound }: Stack): object {
  if (driftCheckedAtMs === null) return { DriftInformation: { StackDriftStatus: "NOT_CHECKED" } };
  return {
    DriftInformation: {
      StackDriftStatus: driftFound,
      LastCheckTimestamp: new Date(Math.floor(driftCheckedAtMs / 1_000) * 1_000),
    },
  };
}

function driftStatusOf(cloudFormation: Stacks, stack: Stack): string {
  if (driftedIn(cloudFormation, stack).length > 0) return "DRIFTED";
  return stack.isDriftUnknown ? "UNKNOWN" : "IN_SYNC";
}

/** Where a resource differs: what CloudFormation reports from its creation on, and what was changed by hand. */
const pathsOf = ({ isDrifted, driftedIn: byHand, bornDrifted }: Resource): readonly string[] => [
  ...(bornDrifted ?? []),
  ...(isDrifted ? (byHand ?? ["/Tags"]) : []),
];

function driftedIn(
  { resources }: Stacks,
  stack: Stack,
): readonly { logicalId: string; type: string; there: Resource | undefined }[] {
  return [...stack.resources]
    .map(([logicalId, id]) => {
      const there = resources.get(id);
      const type = stack.deployed.template.resources[logicalId]?.Type ?? "";
      return { logicalId, type, there };
    })
    .filter(({ there }) => there === undefined || pathsOf(there).length > 0);
}
