import {
  type CloudFormationClient,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  GetTemplateCommand,
  type Stack,
  type StackEvent,
} from "@aws-sdk/client-cloudformation";
import { sha256 } from "../../../domain/canonical.ts";
import { isSsmParameter } from "../../../domain/change/template/parameters.ts";
import { unknownAnswer } from "../../../domain/errors.ts";
import { deployedDigest } from "../../../domain/step/deployed-digest.ts";
import type { StandingStack } from "../../../domain/step/stack.ts";
import { standingOf } from "../../../domain/step/stack-status.ts";

/**
 * Whether DescribeStacks hides a value, which is that of a NoEcho parameter. CloudFormation masks it with four asterisks; its
 * user guide (Parameters) shows five.
 */
const isUntold = (value: string | undefined): boolean => /^\*{4,5}$/.test(value ?? "");

/** Source: CloudFormation API reference, DescribeStacks: an unknown stack is a ValidationError with this message. */
export const isNoStack = (error: unknown): boolean =>
  error instanceof Error && /does not exist/.test(error.message);

/**
 * A stack by name or id; null if there is none.
 * @throws UnknownAnswer if CloudFormation answers with another stack: StackName may be an alias of it.
 */
export async function describe(cloudFormation: CloudFormationClient, stack: string): Promise<Stack | null> {
  try {
    const { Stacks } = await cloudFormation.send(new DescribeStacksCommand({ StackName: stack }));
    const found = Stacks?.[0] ?? null;
    if (found !== null && found.StackName !== stack && found.StackId !== stack)
      throw unknownAnswer(
        `CloudFormation answers ${found.StackName} for ${stack}: it is an alias of that stack, so give the step another name`,
      );
    return found;
  } catch (error) {
    if (isNoStack(error)) return null;
    throw error;
  }
}

/** The state of a stack: one call if it is absent or changing, two if it is settled. */
export const stands = async (cloudFormation: CloudFormationClient, stack: string): Promise<StandingStack> =>
  standingStack(cloudFormation, stack, await describe(cloudFormation, stack));

/** The state of a stack that was described already. */
export async function standingStack(
  cloudFormation: CloudFormationClient,
  stack: string,
  described: Stack | null,
): Promise<StandingStack> {
  if (described === null) return { status: null, stackId: null, deployedDigest: null };
  const { StackId: stackId = stack, StackStatus: status = "" } = described;
  const standing = standingOf(status);
  if (standing !== "settled" && standing !== "restored") return { status, stackId, deployedDigest: null };
  const template = await templateOf(cloudFormation, stackId);
  const deployed = {
    templateDigest: sha256(template),
    parameters: parametersOf(described, template),
    tags: tagsOf(described),
  };
  return { status, stackId, deployedDigest: deployedDigest(deployed) };
}

/** Whether an event begins an operation on the stack itself. */
const begins = ({ StackId, PhysicalResourceId, ResourceStatus }: StackEvent): boolean =>
  PhysicalResourceId === StackId && /^(CREATE|UPDATE|DELETE|IMPORT)_IN_PROGRESS$/.test(ResourceStatus ?? "");

/**
 * The newest events of a stack, newest first: about `atMost`, and more until they reach back to the beginning of the operation
 * before the last one, however many resources the last one touched.
 */
export async function eventsOf(
  cloudFormation: CloudFormationClient,
  stackId: string,
  atMost: number,
): Promise<readonly StackEvent[]> {
  const events: StackEvent[] = [];
  let NextToken: string | undefined;
  do {
    const page = await cloudFormation.send(
      new DescribeStackEventsCommand({
        StackName: stackId,
        ...(NextToken === undefined ? {} : { NextToken }),
      }),
    );
    events.push(...(page.StackEvents ?? []));
    NextToken = page.NextToken;
  } while (NextToken !== undefined && (events.length < atMost || events.filter(begins).length < 2));
  return events;
}

/**
 * The stack's parameters and their values, without NoEcho parameters, whose values CloudFormation hides. The value of a
 * parameter of an SSM type is the name of the SSM parameter. CloudFormation tells what it resolved to beside it
 * (CloudFormation API reference, Parameter, ResolvedValue); an answer without that may tell it instead.
 */
export function parametersOf(stack: Stack | null, template: string): Record<string, string> {
  const declared = declaredIn(template);
  return Object.fromEntries(
    (stack?.Parameters ?? []).flatMap(({ ParameterKey = "", ParameterValue = "", ResolvedValue }) => {
      if (isUntold(ParameterValue)) return [];
      const { Type = "", Default } = declared[ParameterKey] ?? {};
      const name =
        isSsmParameter(Type) && ResolvedValue === undefined ? (Default ?? ParameterValue) : ParameterValue;
      return [[ParameterKey, name]];
    }),
  );
}

type Declared = Readonly<Record<string, { readonly Type?: string; readonly Default?: string }>>;

/** The parameters that a template declares; none if somebody deployed one that is not JSON. */
function declaredIn(template: string): Declared {
  try {
    return (JSON.parse(template) as { Parameters?: Declared }).Parameters ?? {};
  } catch {
    return {};
  }
}

/** The stack's NoEcho parameters, whose values CloudFormation hides. */
export const untoldOf = (stack: Stack | null): string[] =>
  (stack?.Parameters ?? []).flatMap(({ ParameterKey = "", ParameterValue }) =>
    isUntold(ParameterValue) ? [ParameterKey] : [],
  );

/** The stack's tags. */
export const tagsOf = (stack: Stack | null): Record<string, string> =>
  Object.fromEntries((stack?.Tags ?? []).map(({ Key = "", Value = "" }) => [Key, Value]));

/** The template as it was deployed. CloudFormation tells it with `?` for each character outside ASCII. */
export async function templateOf(cloudFormation: CloudFormationClient, stackId: string): Promise<string> {
  const { TemplateBody = "" } = await cloudFormation.send(
    new GetTemplateCommand({ StackName: stackId, TemplateStage: "Original" }),
  );
  return TemplateBody;
}
