import {
  CloudFormationClient,
  CreateChangeSetCommand,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeChangeSetCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  ExecuteChangeSetCommand,
  GetTemplateCommand,
  ListStackResourcesCommand,
  UpdateStackCommand,
} from "@aws-sdk/client-cloudformation";
import { type Contract, errorOf, eventually, type Place } from "../contract.ts";

const cloudFormation = new CloudFormationClient();
const isOver = (status: string | null) => status === null || !status.endsWith("_IN_PROGRESS");

/** A template with one topic, which fails on purpose where both places know how to fail. */
const template = (version: number, fails: readonly string[] = [], extra: object = {}) =>
  JSON.stringify({
    Metadata: { World: { fails, seconds: 0.1 } },
    Resources: {
      Topic: { Type: "AWS::SNS::Topic", Properties: { DisplayName: `version ${version}` }, ...extra },
      ...(fails.length === 0
        ? {}
        : {
            Handle: { Type: "AWS::CloudFormation::WaitConditionHandle" },
            Never: {
              Type: "AWS::CloudFormation::WaitCondition",
              DependsOn: "Topic",
              Properties: { Handle: { Ref: "Handle" }, Timeout: "1" },
            },
          }),
    },
  });

const statusOf = async (stack: string): Promise<string | null> => {
  try {
    const { Stacks } = await cloudFormation.send(new DescribeStacksCommand({ StackName: stack }));
    return Stacks?.[0]?.StackStatus ?? null;
  } catch (error) {
    if (error instanceof Error && /does not exist/.test(error.message)) return null;
    throw error;
  }
};
const settled = (at: Place, stack: string) => eventually(at, () => statusOf(stack), isOver);
const create = (StackName: string, TemplateBody: string, ClientRequestToken: string) =>
  cloudFormation.send(new CreateStackCommand({ StackName, TemplateBody, ClientRequestToken }));
const update = (StackName: string, TemplateBody: string, ClientRequestToken: string) =>
  cloudFormation.send(new UpdateStackCommand({ StackName, TemplateBody, ClientRequestToken }));
const remove = (StackName: string, ClientRequestToken: string) =>
  cloudFormation.send(new DeleteStackCommand({ StackName, ClientRequestToken }));

/** The newest event of the stack itself: its status and whose operation it was. */
async function lastOf(stackId: string): Promise<readonly (string | undefined)[]> {
  const { StackEvents = [] } = await cloudFormation.send(
    new DescribeStackEventsCommand({ StackName: stackId }),
  );
  const last = StackEvents.find(({ PhysicalResourceId }) => PhysicalResourceId === stackId);
  return [last?.ResourceStatus, last?.ClientRequestToken];
}

/** What steps rely on. */
export const cloudFormationContracts: readonly Contract[] = [
  {
    says: "a stack that is not there is a ValidationError that says so",
    act: async (at) => {
      const name = at.unique("none");
      const error = await cloudFormation
        .send(new DescribeStacksCommand({ StackName: name }))
        .catch((thrown) => thrown);
      return [error.name, /does not exist/.test(error.message)];
    },
    sees: ["ValidationError", true],
  },
  {
    says: "a created stack is complete, and its last event carries our token",
    act: async (at) => {
      const name = at.unique("created");
      const { StackId = "" } = await create(name, template(1), "token-1");
      return [await settled(at, name), await lastOf(StackId)];
    },
    sees: ["CREATE_COMPLETE", ["CREATE_COMPLETE", "token-1"]],
  },
  {
    says: "a stack whose name is taken is AlreadyExistsException",
    act: async (at) => {
      const name = at.unique("taken");
      await create(name, template(1), "token-1");
      await settled(at, name);
      return errorOf(create(name, template(1), "token-2"));
    },
    sees: "AlreadyExistsException",
  },
  {
    says: "the same creation again, by its token, is no second one",
    act: async (at) => {
      const name = at.unique("repeated");
      await create(name, template(1), "token-1");
      return errorOf(create(name, template(1), "token-1"));
    },
    sees: null,
  },
  {
    says: "a creation that fails is rolled back, and can only be deleted then",
    act: async (at) => {
      const name = at.unique("failed");
      const { StackId = "" } = await create(name, template(1, ["create"]), "token-1");
      const status = await settled(at, name);
      const refused = await errorOf(update(name, template(2), "token-2"));
      await remove(name, "token-3");
      return [status, await lastOf(StackId).then(() => refused), await settled(at, StackId)];
    },
    sees: ["ROLLBACK_COMPLETE", "ValidationError", "DELETE_COMPLETE"],
  },
  {
    says: "an update that would change nothing is refused in these words",
    act: async (at) => {
      const name = at.unique("same");
      await create(name, template(1), "token-1");
      await settled(at, name);
      const error = await update(name, template(1), "token-2").catch((thrown) => thrown);
      return [error.name, /no updates are to be performed/i.test(error.message)];
    },
    sees: ["ValidationError", true],
  },
  {
    says: "an updated stack is complete under the new template, by our token",
    act: async (at) => {
      const name = at.unique("updated");
      const { StackId = "" } = await create(name, template(1), "token-1");
      await settled(at, name);
      await update(name, template(2), "token-2");
      const status = await settled(at, name);
      const { TemplateBody = "" } = await cloudFormation.send(
        new GetTemplateCommand({ StackName: name, TemplateStage: "Original" }),
      );
      return [status, TemplateBody === template(2), await lastOf(StackId)];
    },
    sees: ["UPDATE_COMPLETE", true, ["UPDATE_COMPLETE", "token-2"]],
  },
  {
    says: "an update of what is not there is refused",
    act: async (at) => errorOf(update(at.unique("nothing"), template(1), "token-1")),
    sees: "ValidationError",
  },
  {
    says: "deleting what is not there is no error",
    act: async (at) => errorOf(remove(at.unique("nothing"), "token-1")),
    sees: null,
  },
  {
    says: "a deleted stack is gone by its name and remembered by its id, events and resources too",
    act: async (at) => {
      const name = at.unique("deleted");
      const { StackId = "" } = await create(name, template(1), "token-1");
      await settled(at, name);
      await remove(name, "token-2");
      const byId = await settled(at, StackId);
      const { StackEvents = [] } = await cloudFormation.send(
        new DescribeStackEventsCommand({ StackName: StackId }),
      );
      const types = StackEvents.map(({ ResourceType }) => ResourceType);
      return [byId, await statusOf(name), types.includes("AWS::SNS::Topic"), await lastOf(StackId)];
    },
    sees: ["DELETE_COMPLETE", null, true, ["DELETE_COMPLETE", "token-2"]],
  },
  {
    says: "the resources of a stack are listed with type and id",
    act: async (at) => {
      const name = at.unique("listed");
      await create(name, template(1), "token-1");
      await settled(at, name);
      const { StackResourceSummaries = [] } = await cloudFormation.send(
        new ListStackResourcesCommand({ StackName: name }),
      );
      return StackResourceSummaries.map(({ LogicalResourceId, ResourceType, PhysicalResourceId }) => [
        LogicalResourceId,
        ResourceType,
        (PhysicalResourceId ?? "") !== "",
      ]);
    },
    sees: [["Topic", "AWS::SNS::Topic", true]],
  },
  {
    says: "what is to be retained is skipped when its stack is deleted",
    act: async (at) => {
      const name = at.unique("retained");
      const { StackId = "" } = await create(name, template(1, [], { DeletionPolicy: "Retain" }), "token-1");
      await settled(at, name);
      await remove(name, "token-2");
      await settled(at, StackId);
      const { StackEvents = [] } = await cloudFormation.send(
        new DescribeStackEventsCommand({ StackName: StackId }),
      );
      return StackEvents.some(({ ResourceStatus }) => ResourceStatus === "DELETE_SKIPPED");
    },
    sees: true,
  },
  {
    says: "a change set says what it would do, and does it when it is executed",
    act: async (at) => {
      const name = at.unique("changed");
      await create(name, template(1), "token-1");
      await settled(at, name);
      const set = { StackName: name, ChangeSetName: "the-change" };
      await cloudFormation.send(
        new CreateChangeSetCommand({ ...set, TemplateBody: template(2), ChangeSetType: "UPDATE" }),
      );
      const look = () => cloudFormation.send(new DescribeChangeSetCommand(set));
      const made = await eventually(
        at,
        look,
        ({ Status }) => Status !== "CREATE_IN_PROGRESS" && Status !== "CREATE_PENDING",
      );
      const actions = (made.Changes ?? []).map(({ ResourceChange }) => [
        ResourceChange?.Action,
        ResourceChange?.LogicalResourceId,
      ]);
      await cloudFormation.send(new ExecuteChangeSetCommand({ ...set, ClientRequestToken: "token-2" }));
      return [made.Status, made.ExecutionStatus, actions, await settled(at, name)];
    },
    sees: ["CREATE_COMPLETE", "AVAILABLE", [["Modify", "Topic"]], "UPDATE_COMPLETE"],
  },
  {
    says: "a change set that would change nothing fails, in these words",
    act: async (at) => {
      const name = at.unique("unchanged");
      await create(name, template(1), "token-1");
      await settled(at, name);
      const set = { StackName: name, ChangeSetName: "no-change" };
      await cloudFormation.send(
        new CreateChangeSetCommand({ ...set, TemplateBody: template(1), ChangeSetType: "UPDATE" }),
      );
      const look = () => cloudFormation.send(new DescribeChangeSetCommand(set));
      const made = await eventually(at, look, ({ Status }) => Status === "FAILED");
      return [made.Status, /didn't contain changes/.test(made.StatusReason ?? "")];
    },
    sees: ["FAILED", true],
  },
];
