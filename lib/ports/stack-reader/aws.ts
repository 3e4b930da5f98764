import { type CloudFormationClient, paginateListStackResources } from "@aws-sdk/client-cloudformation";
import { cloudFormationOf } from "../shared/cloudformation/client.ts";
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
import type { Environments } from "../shared/environments/environments.ts";
import type { Baseline, ResourceId, StackReader } from "./port.ts";

/** Reads the stacks of environments, each in its own account. */
export const stackReaderIn = (environments: Environments): StackReader =>
  stackReaderThrough((stack) => cloudFormationOf(environments.clients("look", environments.ofStack(stack))));

/** Reads stacks from CloudFormation, each through the client for it. */
export const stackReaderThrough = (clientFor: (stack: string) => CloudFormationClient): StackReader => ({
  stands: async (stack) => stands(clientFor(stack), stack),
  resources: async (stack) => resourcesOf(clientFor(stack), stack),
  async outputs(stack) {
    const { Outputs = [] } = (await describe(clientFor(stack), stack)) ?? {};
    return Object.fromEntries(
      Outputs.map(({ OutputKey = "", OutputValue = "" }) => [OutputKey, OutputValue]),
    );
  },
  async resourcesEver(stackId, tokens) {
    const events = (await historyOf(clientFor(stackId), stackId)).filter(
      ({ ClientRequestToken }) => tokens === undefined || tokens.includes(ClientRequestToken ?? ""),
    );
    const named = events.flatMap(
      ({
        ResourceType: type = "",
        PhysicalResourceId: id = "",
        LogicalResourceId = "",
        ResourceProperties,
      }): ResourceId[] => {
        if (id === "" || id === stackId) return [];
        const properties = propertiesIn(ResourceProperties);
        const resource = { type, id, logicalId: LogicalResourceId, stack: stackId };
        return [properties === null ? resource : { ...resource, properties }];
      },
    );
    const distinct = new Map<string, ResourceId>();
    // Not every event of a resource tells its properties.
    for (const resource of named) {
      const key = `${resource.type} ${resource.id}`;
      distinct.set(key, { ...resource, ...distinct.get(key) });
    }
    return [...distinct.values()];
  },
  async baseline(stack): Promise<Baseline> {
    const cloudFormation = clientFor(stack);
    const described = await describe(cloudFormation, stack);
    const template = await templateOf(cloudFormation, stack);
    return {
      template,
      parameters: parametersOf(described, template),
      previous: untoldOf(described),
      tags: tagsOf(described),
    };
  },
  // Source: CloudFormation API reference, DeploymentConfig: EXPRESS completes "without waiting for resources to become ready".
  async isReady(stack) {
    return (await describe(clientFor(stack), stack))?.DeploymentConfig?.Mode !== "EXPRESS";
  },
});

/** The properties that an event tells (CloudFormation API reference, StackEvent, ResourceProperties); null if they are no JSON. */
function propertiesIn(text: string | undefined): Readonly<Record<string, unknown>> | null {
  if (text === undefined || text === "") return null;
  try {
    const properties: unknown = JSON.parse(text);
    return typeof properties === "object" ? (properties as Readonly<Record<string, unknown>> | null) : null;
  } catch {
    return null;
  }
}

/**
 * All events of a stack. CloudFormation keeps those of deleted stacks for 90 days (API reference, DescribeStacks). An
 * older one has no events: names and tags have to show what is left of it.
 */
async function historyOf(client: CloudFormationClient, stackId: string): ReturnType<typeof eventsOf> {
  try {
    return await eventsOf(client, stackId, Number.POSITIVE_INFINITY);
  } catch (error) {
    if (isNoStack(error)) return [];
    throw error;
  }
}

/** The resources that a stack has now; none if there is no such stack. */
async function resourcesOf(client: CloudFormationClient, stack: string): Promise<readonly ResourceId[]> {
  const resources: ResourceId[] = [];
  try {
    for await (const page of paginateListStackResources({ client }, { StackName: stack }))
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
