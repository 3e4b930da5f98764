import {
  CancelUpdateStackCommand,
  ContinueUpdateRollbackCommand,
  CreateChangeSetCommand,
  CreateStackCommand,
  DeleteChangeSetCommand,
  DeleteStackCommand,
  ExecuteChangeSetCommand,
  paginateListImports,
  RollbackStackCommand,
  UpdateStackCommand,
} from "@aws-sdk/client-cloudformation";
import { sha256 } from "../../domain/canonical.ts";
import { cloudFormation } from "../shared/cloudformation/client.ts";
import { describe } from "../shared/cloudformation/stack.ts";
import { keyOf } from "../shared/objects.ts";
import { awsStackReader } from "../stack-reader/aws.ts";
import type { StackRequest } from "../stack-reader/port.ts";
import { begun } from "./begun.ts";
import { changeSetOf } from "./change-set.ts";
import { observe } from "./observe.ts";
import type { Stacks } from "./port.ts";

/** Source: CloudFormation quotas. CloudFormation reads larger templates from the bucket. */
const largestTemplateBytes = 51_200;

/** CloudFormation under the environment's service role. */
export const stacksUnder = ({
  roleArn: RoleARN,
  bucketUrl,
}: {
  readonly roleArn: string;
  /** Where CloudFormation reads templates that are too large for a request. */
  readonly bucketUrl: string;
}): Stacks => {
  const deployment = ({ stackName, template, parameters, previous, tags }: StackRequest) => ({
    StackName: stackName,
    ...(Buffer.byteLength(template) <= largestTemplateBytes
      ? { TemplateBody: template }
      : { TemplateURL: `${bucketUrl}/${keyOf(sha256(template))}` }),
    Parameters: [
      ...Object.entries(parameters).map(([ParameterKey, ParameterValue]) => ({
        ParameterKey,
        ParameterValue,
      })),
      ...previous.map((ParameterKey) => ({ ParameterKey, UsePreviousValue: true })),
    ],
    Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
    Capabilities: ["CAPABILITY_NAMED_IAM" as const],
    // In mode EXPRESS an operation completes before its resources are ready.
    DeploymentConfig: { Mode: "STANDARD" as const },
    RoleARN,
  });
  return {
    ...awsStackReader(),
    async observe(stack, changeSet) {
      const [observed, seen] = await Promise.all([
        observe(stack),
        changeSet === undefined ? null : changeSetOf(stack, changeSet),
      ]);
      return { ...observed, changeSet: seen };
    },
    create: (request) =>
      begun("creating", () =>
        cloudFormation.send(
          new CreateStackCommand({ ...deployment(request), ClientRequestToken: request.token }),
        ),
      ),
    prepare: (request, changeSet) =>
      begun("preparing", () =>
        cloudFormation.send(
          new CreateChangeSetCommand({
            ...deployment(request),
            ChangeSetName: changeSet,
            ChangeSetType: "UPDATE",
            ClientToken: request.token,
          }),
        ),
      ),
    execute: (stack, changeSet, token) =>
      begun("updating", () =>
        cloudFormation.send(
          new ExecuteChangeSetCommand({
            StackName: stack,
            ChangeSetName: changeSet,
            ClientRequestToken: token,
          }),
        ),
      ),
    async withdraw(stack, changeSet) {
      await begun("withdrawn", () =>
        cloudFormation.send(new DeleteChangeSetCommand({ StackName: stack, ChangeSetName: changeSet })),
      );
    },
    async update(request) {
      const answer = await begun("updating", () =>
        cloudFormation.send(
          new UpdateStackCommand({ ...deployment(request), ClientRequestToken: request.token }),
        ),
      );
      if (typeof answer === "object" && /no updates are to be performed/i.test(answer.refused))
        return "nothing-to-do";
      return answer;
    },
    async importersOf(ExportName) {
      const importers: string[] = [];
      try {
        for await (const { Imports = [] } of paginateListImports({ client: cloudFormation }, { ExportName }))
          importers.push(...Imports);
      } catch (error) {
        // Source: CloudFormation answers a ValidationError with this message for an export without importers.
        if (!(error instanceof Error) || !/not imported by any stack|does not exist/i.test(error.message))
          throw error;
      }
      return importers;
    },
    remove: (stack, token) =>
      begun("removing", () =>
        cloudFormation.send(new DeleteStackCommand({ StackName: stack, ClientRequestToken: token, RoleARN })),
      ),
    cancelUpdate: (stack, token) =>
      begun("cancelling", () =>
        cloudFormation.send(new CancelUpdateStackCommand({ StackName: stack, ClientRequestToken: token })),
      ),
    async continueRollback(stack, token) {
      const described = await describe(stack);
      // An update whose rollback was switched off has not begun to be undone yet.
      const command =
        described?.StackStatus === "UPDATE_FAILED"
          ? new RollbackStackCommand({ StackName: stack, ClientRequestToken: token, RoleARN })
          : new ContinueUpdateRollbackCommand({ StackName: stack, ClientRequestToken: token, RoleARN });
      return begun("continuing", () => cloudFormation.send(command as ContinueUpdateRollbackCommand));
    },
  };
};
