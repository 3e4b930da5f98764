import type { CloudFormationClient, Stack, StackEvent } from "@aws-sdk/client-cloudformation";
import type { ObservedStack } from "../../domain/step/stack.ts";
import { standingOf } from "../../domain/step/stack-status.ts";
import { describe, eventsOf, standingStack } from "../shared/cloudformation/stack.ts";
import { withValidation } from "./validation-failures.ts";

/** How many of the newest events are searched for the reason of a failure and for the operations' tokens. */
const eventsRead = 300;

/**
 * The state of a stack and its last operations: one call more than `stands`, for its events, unless it is absent, or `without` names
 * how it stands.
 */
export async function observe(
  cloudFormation: CloudFormationClient,
  stack: string,
  without: readonly ("changing" | "settled")[] = [],
): Promise<Omit<ObservedStack, "changeSet">> {
  const described = await describe(cloudFormation, stack);
  const standing = standingOf(described?.StackStatus ?? null);
  const isLeftOut =
    (standing === "busy" && without.includes("changing")) ||
    (standing === "settled" && without.includes("settled"));
  if (described === null || isLeftOut)
    return { ...(await standingStack(cloudFormation, stack, described)), tokens: [], reason: "" };
  const { StackId: stackId = stack } = described;
  const { StackStatusReason = "" } = described;
  const [events, state] = await Promise.all([
    eventsOf(cloudFormation, stackId, eventsRead),
    standingStack(cloudFormation, stack, described),
  ]);
  return {
    ...state,
    tokens: tokensOf(events, stackId),
    // A settled stack has a reason where CloudFormation cancelled its deletion, because another stack imports from it, and
    // where an update left something behind.
    reason:
      standing === "absent"
        ? ""
        : standing === "settled"
          ? [StackStatusReason, leftBehindIn(events, stackId)].filter(Boolean).join("; ")
          : await withValidation(cloudFormation, reasonOf(events, stackId, described), {
              StackName: stackId,
            }),
  };
}

/** The tokens of the operations on the stack itself, newest first; "" for an operation without one, which is not ours. */
function tokensOf(events: readonly StackEvent[], stackId: string): readonly string[] {
  const operations = events.filter(({ PhysicalResourceId }) => PhysicalResourceId === stackId);
  return [...new Set(operations.map(({ ClientRequestToken = "" }) => ClientRequestToken))];
}

/** What became of a resource that an update was to delete and did not. Source: CloudFormation API reference, StackEvent, ResourceStatus. */
const stays: Readonly<Record<string, string>> = {
  DELETE_FAILED: "left behind",
  // UpdateReplacePolicy or DeletionPolicy keeps it.
  DELETE_SKIPPED: "kept",
};

/**
 * What the last operation replaced or removed and did not delete; "" if nothing. An update is complete all the same
 * (CloudFormation user guide, "Understanding update behaviors": the old resource is deleted during the clean-up). A resource whose
 * deletion is tried again has several events, of which the last one tells.
 */
function leftBehindIn(events: readonly StackEvent[], stackId: string): string {
  const [token] = tokensOf(events, stackId);
  const told = events.filter(
    ({ ClientRequestToken, PhysicalResourceId }, at) =>
      (ClientRequestToken ?? "") === token &&
      PhysicalResourceId !== stackId &&
      at === events.findIndex((one) => one.PhysicalResourceId === PhysicalResourceId),
  );
  return told
    .flatMap(({ ResourceStatus = "", ResourceType, PhysicalResourceId, ResourceStatusReason }) => {
      const how = stays[ResourceStatus];
      return how === undefined
        ? []
        : [`${how}: ${ResourceType} ${PhysicalResourceId} (${ResourceStatusReason ?? "no reason given"})`];
    })
    .join("; ");
}

/** The first failures of the last operation, before CloudFormation began to undo it. */
function reasonOf(events: readonly StackEvent[], stackId: string, { StackStatusReason }: Stack): string {
  const [token] = tokensOf(events, stackId);
  const failures = events
    .filter(
      ({ ResourceStatus, ClientRequestToken }) =>
        ResourceStatus?.endsWith("_FAILED") && (ClientRequestToken ?? "") === token,
    )
    .filter(({ ResourceStatusReason }) => !/cancelled/i.test(ResourceStatusReason ?? ""))
    .toReversed()
    .map(
      ({ LogicalResourceId, ResourceStatusReason }) =>
        `${LogicalResourceId}: ${ResourceStatusReason ?? "no reason given"}`,
    );
  return failures.slice(0, 3).join("; ") || StackStatusReason || "CloudFormation gives no reason";
}
