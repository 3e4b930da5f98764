import { paginateListExports, paginateListStacks } from "@aws-sdk/client-cloudformation";
import { standingOf } from "../../domain/step/stack-status.ts";
import { cloudFormationOf } from "../shared/cloudformation/client.ts";
import type { Environments } from "../shared/environments/environments.ts";
import { bootstrapProblem } from "./bootstrap-problem.ts";
import type { ListedStack, StackIndex } from "./port.ts";

/**
 * The lists of the environments' accounts. ListStacks also lists stacks that were deleted in the last 90 days (CloudFormation
 * API reference, ListStacks). No filter leaves them out, because a filter would also leave out a status that is new to us.
 */
export const stackIndexIn = (environments: Environments): StackIndex => ({
  async named(prefix) {
    const found: ListedStack[] = [];
    const client = cloudFormationOf(environments.clients("look", environments.ofStack(prefix)));
    for await (const { StackSummaries = [] } of paginateListStacks({ client }, {}))
      for (const { StackName: stackName = "", StackId = "", StackStatus = "", ParentId } of StackSummaries)
        if (stackName.startsWith(prefix) && ParentId === undefined && standingOf(StackStatus) !== "absent")
          found.push({ stackName, stackId: StackId, status: StackStatus });
    return found;
  },
  bootstrapProblem: (environment) => bootstrapProblem(environments, environment),
  async exports() {
    const names: string[] = [];
    for (const environment of environments.all()) {
      const client = cloudFormationOf(environments.clients("look", environment));
      for await (const { Exports = [] } of paginateListExports({ client }, {}))
        names.push(...Exports.flatMap(({ Name }) => Name ?? []));
    }
    return names;
  },
});
