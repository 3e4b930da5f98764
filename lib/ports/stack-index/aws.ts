import { paginateListExports, paginateListStacks } from "@aws-sdk/client-cloudformation";
import { standingOf } from "../../domain/step/stack-status.ts";
import { cloudFormation } from "../shared/cloudformation/client.ts";
import type { ListedStack, StackIndex } from "./port.ts";

/**
 * The account's lists. ListStacks has deleted stacks for 90 days; no filter asks it to leave them out, because a filter would
 * also leave out a status that did not exist when it was written (CloudFormation API reference, ListStacks).
 */
export const awsStackIndex = (): StackIndex => ({
  async named(prefix) {
    const found: ListedStack[] = [];
    for await (const { StackSummaries = [] } of paginateListStacks({ client: cloudFormation }, {}))
      for (const { StackName: stackName = "", StackId = "", StackStatus = "", ParentId } of StackSummaries)
        if (stackName.startsWith(prefix) && ParentId === undefined && standingOf(StackStatus) !== "absent")
          found.push({ stackName, stackId: StackId, status: StackStatus });
    return found;
  },
  async exports() {
    const names: string[] = [];
    for await (const { Exports = [] } of paginateListExports({ client: cloudFormation }, {}))
      names.push(...Exports.flatMap(({ Name }) => Name ?? []));
    return names;
  },
});
