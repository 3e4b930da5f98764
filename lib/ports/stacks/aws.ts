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
import { cloudFormationOf } from "../shared/cloudformation/client.ts";
import { describe } from "../shared/cloudformation/stack.ts";
import type { Environments } from "../shared/environments/environments.ts";
import { executionRoleArnOf } from "../shared/environments/roles.ts";
import { stackReaderThrough } from "../stack-reader/aws.ts";
import type { StackRequest } from "../stack-reader/port.ts";
import { begun } from "./begun.ts";
import { changeSetOf } from "./change-set.ts";
import { observe } from "./observe.ts";
import type { Stacks } from "./port.ts";
import { published } from "./published-template.ts";

/** Source: CloudFormation quotas. CloudFormation reads larger templates from a bucket. */
const largestTemplateBytes = 51_200;

/** CloudFormation in the function's environment, under the bootstrap's deploy-role, with its cfn-exec-role. */
export const stacksIn = (environments: Environments): Stacks => {
  const environment = environments.only();
  const cloudFormation = cloudFormationOf(environments.clients("deploy", environment));
  const RoleARN = executionRoleArnOf(environments.place(environment));
  const deployment = async ({ stackName, template, parameters, previous, tags }: StackRequest) => ({
    StackName: stackName,
    ...(Buffer.byteLength(template) <= largestTemplateBytes
      ? { TemplateBody: template }
      : { TemplateURL: await published(environments, environment, template) }),
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
    ...stackReaderThrough(() => cloudFormation),
    async observe(stack, changeSet, without) {
      const [observed, seen] = await Promise.all([
        observe(cloudFormation, stack, without),
        changeSet === undefined ? null : changeSetOf(cloudFormation, stack, changeSet),
      ]);
      return { ...observed, changeSet: seen };
    },
    create: (request) =>
      begun("creating", async () =>
        cloudFormation.send(
          new CreateStackCommand({ ...(await deployment(request)), ClientRequestToken: request.token }),
        ),
      ),
    prepare: (request, changeSet) =>
      begun("preparing", async () =>
        cloudFormation.send(
          new CreateChangeSetCommand({
            ...(await deployment(request)),
            ChangeSetName: changeSet,
            ChangeSetType: "UPDATE",
            ...(request.adopts === true ? { ImportExistingResources: true } : {}),
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
      const answer = await begun("updating", async () =>
        cloudFormation.send(
          new UpdateStackCommand({ ...(await deployment(request)), ClientRequestToken: request.token }),
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
    // The bootstrap's deploy-role may not: so the helper role does.
    cancelUpdate: (stack, token) =>
      begun("cancelling", () =>
        cloudFormationOf(environments.clients("help", environment)).send(
          new CancelUpdateStackCommand({ StackName: stack, ClientRequestToken: token }),
        ),
      ),
    async continueRollback(stack, token) {
      const described = await describe(cloudFormation, stack);
      // An update whose rollback was switched off has not begun to be undone yet.
      const command =
        described?.StackStatus === "UPDATE_FAILED"
          ? new RollbackStackCommand({ StackName: stack, ClientRequestToken: token, RoleARN })
          : new ContinueUpdateRollbackCommand({ StackName: stack, ClientRequestToken: token, RoleARN });
      return begun("continuing", () => cloudFormation.send(command as ContinueUpdateRollbackCommand));
    },
  };
};
