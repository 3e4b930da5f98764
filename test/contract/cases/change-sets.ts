import {
  CreateChangeSetCommand,
  DescribeChangeSetCommand,
  ExecuteChangeSetCommand,
} from "@aws-sdk/client-cloudformation";
import { type Contract, eventually } from "../contract.ts";
import { cloudFormation, create, settled, template } from "./stack-requests.ts";

/** What updates rely on. */
export const changeSetContracts: readonly Contract[] = [
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
  {
    says: "a change set names the properties that change, and what becomes of what it replaces",
    act: async (at) => {
      const name = at.unique("detailed");
      const named = (TopicName: string) =>
        JSON.stringify({
          Metadata: { World: { seconds: 0.1 } },
          Resources: { Topic: { Type: "AWS::SNS::Topic", Properties: { TopicName } } },
        });
      await create(name, named(at.unique("topic")), "token-1");
      await settled(at, name);
      const set = { StackName: name, ChangeSetName: "the-replacement" };
      const TemplateBody = named(at.unique("topic"));
      await cloudFormation.send(
        new CreateChangeSetCommand({ ...set, TemplateBody, ChangeSetType: "UPDATE" }),
      );
      const look = () => cloudFormation.send(new DescribeChangeSetCommand(set));
      const { Changes = [] } = await eventually(at, look, ({ Status }) => Status === "CREATE_COMPLETE");
      return Changes.map(({ ResourceChange: change }) => [
        change?.Replacement,
        change?.PolicyAction,
        change?.Details?.map(({ Target }) => Target?.Name),
      ]);
    },
    sees: [["True", "ReplaceAndDelete", ["TopicName"]]],
  },
];
