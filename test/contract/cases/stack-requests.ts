import {
  CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  GetTemplateCommand,
  UpdateStackCommand,
} from "@aws-sdk/client-cloudformation";
import { eventually, type Place } from "../contract.ts";

/** The client of every case. */
export const cloudFormation = new CloudFormationClient();
const isOver = (status: string | null) => status === null || !status.endsWith("_IN_PROGRESS");

/** A template with one topic, which fails on purpose where both places know how to fail. */
export const template = (version: number, fails: readonly string[] = [], extra: object = {}) =>
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

/** The status of a stack by its name or id; null if there is none. */
export const statusOf = async (stack: string): Promise<string | null> => {
  try {
    const { Stacks } = await cloudFormation.send(new DescribeStacksCommand({ StackName: stack }));
    return Stacks?.[0]?.StackStatus ?? null;
  } catch (error) {
    if (error instanceof Error && /does not exist/.test(error.message)) return null;
    throw error;
  }
};
/** The status in which a stack's operation ends. */
export const settled = (at: Place, stack: string) => eventually(at, () => statusOf(stack), isOver);
/** Requests under a token. */
export const create = (StackName: string, TemplateBody: string, ClientRequestToken: string) =>
  cloudFormation.send(new CreateStackCommand({ StackName, TemplateBody, ClientRequestToken }));
export const update = (StackName: string, TemplateBody: string, ClientRequestToken: string) =>
  cloudFormation.send(new UpdateStackCommand({ StackName, TemplateBody, ClientRequestToken }));
export const remove = (StackName: string, ClientRequestToken: string) =>
  cloudFormation.send(new DeleteStackCommand({ StackName, ClientRequestToken }));

/** The newest event of the stack itself: its status and whose operation it was. */
export async function lastOf(stackId: string): Promise<readonly (string | undefined)[]> {
  const { StackEvents = [] } = await cloudFormation.send(
    new DescribeStackEventsCommand({ StackName: stackId }),
  );
  const last = StackEvents.find(({ PhysicalResourceId }) => PhysicalResourceId === stackId);
  return [last?.ResourceStatus, last?.ClientRequestToken];
}

/** The template that a stack deploys. */
export async function deployedBy(StackName: string): Promise<string | undefined> {
  const { TemplateBody } = await cloudFormation.send(
    new GetTemplateCommand({ StackName, TemplateStage: "Original" }),
  );
  return TemplateBody;
}
