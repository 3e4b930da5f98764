import { cloudFormationOf } from "../ports/shared/cloudformation/client.ts";
import { eventsOf } from "../ports/shared/cloudformation/stack.ts";
import type { Environments } from "../ports/shared/environments/environments.ts";

/** The resource that CloudFormation works on in a stack. `since` is ISO 8601. */
export type ResourceUnderWay = {
  readonly logicalId: string;
  readonly type: string;
  readonly status: string;
  readonly since: string;
};

/**
 * The resource of a stack that has been under way longest, from the newest page of the stack's events; null if there is none,
 * or if the caller may not see it: a person's credentials need not reach the environment's account.
 */
export async function resourceUnderWay(
  environments: Environments,
  stackName: string,
): Promise<ResourceUnderWay | null> {
  const clients = environments.clients("look", environments.ofStack(stackName));
  const events = await eventsOf(cloudFormationOf(clients), stackName, 1).catch(() => []);
  const newest = new Map<string, (typeof events)[number]>();
  for (const event of events) {
    const { LogicalResourceId: id = "", ResourceType } = event;
    if (ResourceType !== "AWS::CloudFormation::Stack" && !newest.has(id)) newest.set(id, event);
  }
  const [longest] = [...newest.values()]
    .filter(({ ResourceStatus = "" }) => ResourceStatus.endsWith("_IN_PROGRESS"))
    .sort((one, other) => Number(one.Timestamp) - Number(other.Timestamp));
  return longest === undefined
    ? null
    : {
        logicalId: longest.LogicalResourceId ?? "",
        type: longest.ResourceType ?? "",
        status: longest.ResourceStatus ?? "",
        since: longest.Timestamp?.toISOString() ?? "",
      };
}
