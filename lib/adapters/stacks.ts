import {
  AlreadyExistsException,
  CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  GetTemplateCommand,
  TokenAlreadyExistsException,
  UpdateStackCommand,
} from "@aws-sdk/client-cloudformation";
import { sha256 } from "../domain/canonical.ts";
import type { Baseline, StackReader, StackRequest, Stacks } from "../ports.ts";
import { keyOf } from "./changes.ts";
import { describe, eventsOf, observe, parametersOf, resourcesOf, stands, tagsOf } from "./stacks/observe.ts";

const cloudFormation = new CloudFormationClient();

/** Source: CloudFormation quotas. Larger templates are read from the bucket. */
const largestTemplateBytes = 51_200;

/** CloudFormation, read. */
export const stackReader = (): StackReader => ({
  stands,
  resources: resourcesOf,
  async resourcesEver(stackId) {
    const events = await eventsOf(stackId, Number.POSITIVE_INFINITY);
    const named = events.flatMap(
      ({ ResourceType: type = "", PhysicalResourceId: id = "", LogicalResourceId = "" }) =>
        id === "" || id === stackId ? [] : [{ type, id, logicalId: LogicalResourceId, stack: stackId }],
    );
    return [...new Map(named.map((resource) => [`${resource.type} ${resource.id}`, resource])).values()];
  },
  async baseline(stack): Promise<Baseline> {
    const described = await describe(stack);
    const { TemplateBody = "" } = await cloudFormation.send(
      new GetTemplateCommand({ StackName: stack, TemplateStage: "Original" }),
    );
    return { template: TemplateBody, parameters: parametersOf(described), tags: tagsOf(described) };
  },
});

/** CloudFormation under the environment's service role. */
export const stacksUnder = ({
  roleArn,
  bucketName,
}: {
  readonly roleArn: string;
  readonly bucketName: string;
}): Stacks => {
  const asked = ({ stackName, template, parameters, tags, token }: StackRequest) => ({
    StackName: stackName,
    ...(Buffer.byteLength(template) <= largestTemplateBytes
      ? { TemplateBody: template }
      : { TemplateURL: `https://${bucketName}.s3.amazonaws.com/${keyOf(sha256(template))}` }),
    Parameters: Object.entries(parameters).map(([ParameterKey, ParameterValue]) => ({
      ParameterKey,
      ParameterValue,
    })),
    Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
    Capabilities: ["CAPABILITY_NAMED_IAM" as const],
    ClientRequestToken: token,
    RoleARN: roleArn,
  });
  return {
    ...stackReader(),
    observe,
    create: (request) => begun("creating", () => cloudFormation.send(new CreateStackCommand(asked(request)))),
    async update(request) {
      const answer = await begun("updating", () =>
        cloudFormation.send(new UpdateStackCommand(asked(request))),
      );
      if (typeof answer === "object" && /no updates are to be performed/i.test(answer.refused))
        return "nothing-to-do";
      return answer;
    },
    async remove(stack, token) {
      await cloudFormation.send(
        new DeleteStackCommand({ StackName: stack, ClientRequestToken: token, RoleARN: roleArn }),
      );
    },
  };
};

/** A second worker that asks for what is under way already has not failed: whoever looks next sees what came of it. */
async function begun<T extends string>(
  taken: T,
  ask: () => Promise<unknown>,
): Promise<T | { readonly refused: string }> {
  try {
    await ask();
    return taken;
  } catch (error) {
    if (error instanceof AlreadyExistsException || error instanceof TokenAlreadyExistsException) return taken;
    // Source: CloudFormation API reference, common errors: what is wrong with a template is a ValidationError.
    if (
      error instanceof Error &&
      ["ValidationError", "ValidationException", "InsufficientCapabilitiesException"].includes(error.name)
    )
      return { refused: error.message };
    throw error;
  }
}
