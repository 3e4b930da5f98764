import { paginateListStackResources } from "@aws-sdk/client-cloudformation";
import { cloudFormation } from "../shared/cloudformation/client.ts";
import {
  describe,
  eventsOf,
  isNoStack,
  parametersOf,
  stands,
  tagsOf,
  templateOf,
  untoldOf,
} from "../shared/cloudformation/stack.ts";
import type { Baseline, ResourceId, StackReader } from "./port.ts";

/** Reads stacks from CloudFormation. */
export const awsStackReader = (): StackReader => ({
  stands,
  resources: resourcesOf,
  async resourcesEver(stackId, tokens) {
    const events = (await historyOf(stackId)).filter(
      ({ ClientRequestToken }) => tokens === undefined || tokens.includes(ClientRequestToken ?? ""),
    );
    const named = events.flatMap(
      ({ ResourceType: type = "", PhysicalResourceId: id = "", LogicalResourceId = "" }) =>
        id === "" || id === stackId ? [] : [{ type, id, logicalId: LogicalResourceId, stack: stackId }],
    );
    return [...new Map(named.map((resource) => [`${resource.type} ${resource.id}`, resource])).values()];
  },
  async baseline(stack): Promise<Baseline> {
    const described = await describe(stack);
    const template = await templateOf(stack);
    return {
      template,
      parameters: parametersOf(described, template),
      previous: untoldOf(described),
      tags: tagsOf(described),
    };
  },
  // Source: CloudFormation API reference, DeploymentConfig: EXPRESS completes "without waiting for resources to become ready".
  async isReady(stack) {
    return (await describe(stack))?.DeploymentConfig?.Mode !== "EXPRESS";
  },
});

/**
 * All events of a stack. CloudFormation keeps those of deleted stacks for 90 days (API reference, DescribeStacks). An
 * older one has no events: names and tags have to show what is left of it.
 */
async function historyOf(stackId: string): ReturnType<typeof eventsOf> {
  try {
    return await eventsOf(stackId, Number.POSITIVE_INFINITY);
  } catch (error) {
    if (isNoStack(error)) return [];
    throw error;
  }
}

/** The resources that a stack has now; none if there is no such stack. */
async function resourcesOf(stack: string): Promise<readonly ResourceId[]> {
  const resources: ResourceId[] = [];
  try {
    for await (const page of paginateListStackResources({ client: cloudFormation }, { StackName: stack }))
      for (const {
        ResourceType: type = "",
        PhysicalResourceId: id = "",
        LogicalResourceId,
        ResourceStatus,
      } of page.StackResourceSummaries ?? [])
        if (ResourceStatus !== "DELETE_COMPLETE" && id !== "")
          resources.push({ type, id, logicalId: LogicalResourceId ?? id, stack });
  } catch (error) {
    if (!isNoStack(error)) throw error;
  }
  return resources;
}
