import { AlreadyExistsException } from "@aws-sdk/client-cloudformation";
import type { Service } from "../account.ts";
import { changesListed } from "./changes-listed.ts";
import type { Stack } from "./stack.ts";
import {
  invalid,
  isRepeated,
  noChangeSet,
  type Request,
  refuseUnlessSettled,
  remember,
  type Stacks,
} from "./stack-requests.ts";
import type { ChangeSet } from "./stack-types.ts";
import { type Change, parseTemplate } from "./templates.ts";

type ChangeSetRequest = Request & {
  readonly ChangeSetName: string;
  readonly ChangeSetType?: "CREATE" | "UPDATE";
};

/** CloudFormation's operations on change sets. */
export function changeSetService(cloudFormation: Stacks): Service {
  const find = ({ StackName, ChangeSetName: name }: ChangeSetRequest) => {
    const stack = cloudFormation.find(StackName);
    const set = stack?.changeSets.find((one) => one.name === name);
    if (stack === undefined || set === undefined) throw noChangeSet(name);
    return { stack, set };
  };
  return {
    CreateChangeSet: (request: ChangeSetRequest) => {
      const { StackName, ChangeSetName: name, ChangeSetType = "UPDATE" } = request;
      const isNew = cloudFormation.named(StackName) === undefined && ChangeSetType === "CREATE";
      const nothing = { template: parseTemplate("{}"), parameters: {}, tags: {} };
      const stack = isNew
        ? cloudFormation.add(StackName, "REVIEW_IN_PROGRESS", nothing)
        : cloudFormation.there(StackName);
      if (stack.changeSets.some((one) => one.name === name))
        throw new AlreadyExistsException({ message: `ChangeSet ${name} already exists`, $metadata: {} });
      if (ChangeSetType === "UPDATE") refuseUnlessSettled(stack);
      const wanted = cloudFormation.wantedBy(request, stack);
      const changes = changesListed(stack.deployed, wanted);
      const made = { name, wanted, changes, status: "CREATE_IN_PROGRESS", executionStatus: "UNAVAILABLE" };
      cloudFormation.prepare(stack, { ...made, reason: "" });
      return { Id: `${stack.id}/${name}`, StackId: stack.id };
    },
    DescribeChangeSet: (request: ChangeSetRequest) => {
      const { set, stack } = find(request);
      return { ...summaryOf(set), StackId: stack.id, StackName: stack.name, Changes: changesOf(stack, set) };
    },
    ExecuteChangeSet: (request: ChangeSetRequest) => {
      const stack = cloudFormation.there(request.StackName);
      const { ClientRequestToken: token } = request;
      if (isRepeated(stack, token, "update")) return {};
      const { set } = find(request);
      if (set.executionStatus !== "AVAILABLE")
        throw Object.assign(new Error(`ChangeSet [${set.name}] cannot be executed in its current status`), {
          name: "InvalidChangeSetStatus",
        });
      if (stack.status !== "REVIEW_IN_PROGRESS") refuseUnlessSettled(stack);
      remember(stack, token, "update");
      // Executing one change set takes the others away.
      stack.changeSets = [];
      if (stack.status === "REVIEW_IN_PROGRESS") stack.create(set.wanted, token);
      else stack.update(set.wanted, token);
      return {};
    },
    DeleteChangeSet: ({ StackName, ChangeSetName }: ChangeSetRequest) => {
      const stack = cloudFormation.find(StackName);
      if (stack === undefined) throw invalid(`Stack [${StackName}] does not exist`);
      stack.changeSets = stack.changeSets.filter(({ name }) => name !== ChangeSetName);
      return {};
    },
  };
}

const summaryOf = ({ name, status, executionStatus, reason }: ChangeSet) => ({
  ChangeSetName: name,
  Status: status,
  ExecutionStatus: executionStatus,
  ...(reason === "" ? {} : { StatusReason: reason }),
});

const changesOf = (stack: Stack, { status, changes }: ChangeSet) =>
  status === "CREATE_COMPLETE" ? changes.map((change) => resourceChangeOf(stack, change)) : [];

const resourceChangeOf = (
  stack: Stack,
  { action, logicalId, type, replacement, properties, policy, attribute }: Change,
) => ({
  Type: "Resource",
  ResourceChange: {
    Action: action,
    LogicalResourceId: logicalId,
    PhysicalResourceId: stack.resources.get(logicalId),
    ResourceType: type,
    ...(action === "Modify" ? { Replacement: replacement } : {}),
    ...(policy === null ? {} : { PolicyAction: policy }),
    Scope: action === "Modify" ? [attribute ?? "Properties"] : [],
    Details:
      attribute === "Tags"
        ? [{ Target: { Attribute: "Tags" } }]
        : properties.map((Name) => ({ Target: { Attribute: "Properties", Name } })),
  },
});
