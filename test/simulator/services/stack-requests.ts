import { ChangeSetNotFoundException, TokenAlreadyExistsException } from "@aws-sdk/client-cloudformation";
import type { ChangeSet, Deployed, Resource, Stack } from "./stack.ts";

type Pair = {
  readonly ParameterKey?: string;
  readonly ParameterValue?: string;
  readonly UsePreviousValue?: boolean;
};
type Tag = { readonly Key?: string; readonly Value?: string };

/** A request to CloudFormation: the fields that the account in memory reads. */
export type Request = {
  readonly StackName: string;
  readonly ChangeSetName?: string;
  readonly TemplateBody?: string;
  readonly TemplateURL?: string;
  readonly UsePreviousTemplate?: boolean;
  readonly Parameters?: readonly Pair[];
  readonly Tags?: readonly Tag[];
  readonly ClientRequestToken?: string;
  readonly EnableTerminationProtection?: boolean;
};

/** The error of a request that cannot be carried out (CloudFormation API reference, common errors). */
export const invalid = (message: string) => Object.assign(new Error(message), { name: "ValidationError" });

/** The error of a request that another operation is in the way of. */
export const busy = (stackName: string) =>
  invalid(`Stack:${stackName} is in UPDATE_IN_PROGRESS state and can not be updated.`);

/** The error of a request that was taken before. */
export const taken = () =>
  new TokenAlreadyExistsException({ message: "A client request token already exists", $metadata: {} });

/** Whether this very request was made before: its token says so. */
export const isRepeated = (stack: Stack, token: string | undefined, operation: string): boolean =>
  token !== undefined && stack.tokens.get(token) === operation;

/** Remembers a request by its token. */
export function remember(stack: Stack, token: string | undefined, operation: string): void {
  if (token !== undefined) stack.tokens.set(token, operation);
}

/** Refuses to update what an operation has not left complete. */
export function refuseUnlessSettled(stack: Stack): void {
  if (!/^(CREATE|UPDATE|UPDATE_ROLLBACK|IMPORT|IMPORT_ROLLBACK)_COMPLETE$/.test(stack.status))
    throw invalid(`Stack:${stack.id} is in ${stack.status} state and can not be updated.`);
}

/** The error of a change set that is not there. */
export const noChangeSet = (name: string) =>
  new ChangeSetNotFoundException({ message: `ChangeSet [${name}] does not exist`, $metadata: {} });

/** The stacks of an account, as the operations on change sets and on drift see them. */
export type Stacks = {
  /** What exists, by physical id. */
  readonly resources: ReadonlyMap<string, Resource>;
  /** How many seconds it takes to detect drift. */
  readonly driftSeconds: number;
  /** A stack by name, or by id even if it is deleted. */
  find(nameOrId: string): Stack | undefined;
  /** The stack of that name that is not deleted. */
  named(name: string): Stack | undefined;
  /** A stack that is not deleted. @throws ValidationError if it does not exist. */
  there(nameOrId: string): Stack;
  /** A new stack. */
  add(name: string, status: string, deployed: Deployed): Stack;
  /** What a request wants to deploy. */
  wantedBy(request: Request, before: Stack | undefined): Deployed;
  /** Makes a change set ready a little later, or finds that it would change nothing. */
  prepare(stack: Stack, set: ChangeSet): void;
};
