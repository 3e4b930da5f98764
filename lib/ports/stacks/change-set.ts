import {
  type Change,
  ChangeSetNotFoundException,
  type CloudFormationClient,
  DescribeChangeSetCommand,
} from "@aws-sdk/client-cloudformation";
import type { ResourceChange } from "../../domain/records/resource-change.ts";
import { judged, type ObservedChangeSet } from "../../domain/step/change-set.ts";
import { isNoStack } from "../shared/cloudformation/stack.ts";
import { withValidation } from "./validation-failures.ts";

/** A change set of a stack with all of its changes; null if there is none of that name. */
export async function changeSetOf(
  cloudFormation: CloudFormationClient,
  stack: string,
  changeSet: string,
): Promise<ObservedChangeSet | null> {
  const changes: ResourceChange[] = [];
  let NextToken: string | undefined;
  for (;;) {
    try {
      const page = await cloudFormation.send(
        new DescribeChangeSetCommand({
          StackName: stack,
          ChangeSetName: changeSet,
          ...(NextToken === undefined ? {} : { NextToken }),
        }),
      );
      changes.push(...(page.Changes ?? []).flatMap(changeOf));
      NextToken = page.NextToken;
      if (NextToken !== undefined) continue;
      const { Status = "", ExecutionStatus = "", StatusReason = "" } = page;
      return {
        status: Status,
        executionStatus: ExecutionStatus,
        reason: await withValidation(cloudFormation, StatusReason, {
          StackName: stack,
          ChangeSetName: changeSet,
        }),
        changes: await settledBySpec(changes),
      };
    } catch (error) {
      if (error instanceof ChangeSetNotFoundException || isNoStack(error)) return null;
      throw error;
    }
  }
}

/** Asks AWS's specification about what CloudFormation cannot tell. It is large, so it is read only for such changes. */
async function settledBySpec(changes: readonly ResourceChange[]): Promise<readonly ResourceChange[]> {
  if (!changes.some(({ replacement }) => replacement === "Conditional")) return changes;
  const { specOf } = await import("../../domain/change/prediction/service-spec.ts");
  return changes.map((change) => judged(change, specOf(change.type)));
}

function changeOf({ ResourceChange: change }: Change): readonly ResourceChange[] {
  if (change === undefined) return [];
  const properties = (change.Details ?? []).flatMap(({ Target }) =>
    Target?.Attribute === "Properties" ? [Target.Name ?? ""] : [],
  );
  return [
    {
      logicalId: change.LogicalResourceId ?? "",
      type: change.ResourceType ?? "",
      // An unknown value counts as a change whose effect cannot be predicted.
      action: change.Action === "SyncWithActual" ? "Modify" : (change.Action ?? "Dynamic"),
      replacement: change.Replacement ?? (change.Action === "Modify" ? "Conditional" : "False"),
      policy: change.PolicyAction ?? null,
      properties: [...new Set(properties)].sort(),
    },
  ];
}
