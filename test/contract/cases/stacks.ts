import {
  CreateStackCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  ListStackResourcesCommand,
} from "@aws-sdk/client-cloudformation";
import { type Contract, errorOf } from "../contract.ts";
import {
  cloudFormation,
  create,
  deployedBy,
  lastOf,
  remove,
  settled,
  statusOf,
  template,
  update,
} from "./stack-requests.ts";

/** What steps rely on. */
export const stackContracts: readonly Contract[] = [
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
      return [status, (await deployedBy(name)) === template(2), await lastOf(StackId)];
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
    says: "a template without resources is refused",
    act: async (at) => errorOf(create(at.unique("empty"), JSON.stringify({ Resources: {} }), "token-1")),
    sees: "ValidationError",
  },
  {
    says: "a description cannot be updated by itself",
    act: async (at) => {
      const name = at.unique("described");
      await create(name, template(1), "token-1");
      await settled(at, name);
      const described = JSON.stringify({ Description: "another one", ...JSON.parse(template(1)) });
      const error = await update(name, described, "token-2").catch((thrown) => thrown);
      return [error.name, /no updates are to be performed/i.test(error.message)];
    },
    sees: ["ValidationError", true],
  },
  {
    says: "the value of a NoEcho parameter is never told",
    act: async (at) => {
      const name = at.unique("secret");
      const Parameters = { Password: { Type: "String", NoEcho: true }, Size: { Type: "String" } };
      await cloudFormation.send(
        new CreateStackCommand({
          StackName: name,
          TemplateBody: JSON.stringify({ ...JSON.parse(template(1)), Parameters }),
          Parameters: [
            { ParameterKey: "Password", ParameterValue: "a secret" },
            { ParameterKey: "Size", ParameterValue: "1" },
          ],
        }),
      );
      await settled(at, name);
      const { Stacks } = await cloudFormation.send(new DescribeStacksCommand({ StackName: name }));
      return Object.fromEntries(
        (Stacks?.[0]?.Parameters ?? []).map(({ ParameterKey = "", ParameterValue }) => [
          ParameterKey,
          ParameterValue,
        ]),
      );
    },
    sees: { Password: "****", Size: "1" },
  },
];
