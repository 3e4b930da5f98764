import {
  paginateGetResources,
  ResourceGroupsTaggingAPIClient,
} from "@aws-sdk/client-resource-groups-tagging-api";
import { resourceOfArn } from "../../domain/rollback/resource-of-arn.ts";
import type { Clients } from "../shared/environments/environments.ts";
import type { Found } from "./port.ts";

/** Source: Resource Groups Tagging API reference, GetResources: at most 20 values of a tag. */
const mostTagValues = 20;

/** Resources that CloudFormation tagged as created by one of these stacks. */
export async function byTag(clients: Clients, stackIds: readonly string[]): Promise<Found[]> {
  const client = clients(ResourceGroupsTaggingAPIClient);
  const found: Found[] = [];
  for (let at = 0; at < stackIds.length; at += mostTagValues) {
    const Values = stackIds.slice(at, at + mostTagValues);
    const TagFilters = [{ Key: "aws:cloudformation:stack-id", Values }];
    for await (const page of paginateGetResources({ client }, { TagFilters }))
      for (const { ResourceARN } of page.ResourceTagMappingList ?? [])
        if (ResourceARN !== undefined) found.push({ ...resourceOfArn(ResourceARN), createdAtMs: null });
  }
  return found;
}
