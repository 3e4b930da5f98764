import { fileURLToPath } from "node:url";
import {
  AlreadyExistsException,
  type CloudFormationClient,
  CreateStackCommand,
  DescribeStacksCommand,
  UpdateStackCommand,
  waitUntilStackCreateComplete,
  waitUntilStackUpdateComplete,
} from "@aws-sdk/client-cloudformation";
import { settingMissing } from "../domain/errors.ts";
import { type EnvironmentPlace, helperStackOf } from "../ports/shared/environments/roles.ts";
import type { Place } from "../settings/place.ts";
import { helperTemplate } from "./helper-template.ts";

/** Credentials as the SDK and the CDK read them from the environment. */
export type AccountCredentials = Readonly<Record<string, string>>;

/** How the unmodified CDK is run: with these arguments, and these variables beside the caller's own. */
export type Cdk = (args: readonly string[], variables: AccountCredentials) => Promise<void>;

/** Where the CDK prepares accounts: a folder without an app. It would synthesise one first, and needs none. */
export const bootstrapFolder = fileURLToPath(new URL(".", import.meta.url));

const waitSeconds = 300;

/**
 * Prepares the control plane's account with the standard bootstrap of the CDK.
 * @throws what `cdk` throws.
 */
export const bootstrapControlPlane = (
  { account, region }: Place,
  variables: AccountCredentials,
  cdk: Cdk,
): Promise<void> => cdk(["bootstrap", `aws://${account}/${region}`], variables);

/**
 * Prepares an environment's account with the standard bootstrap of the CDK, which trusts the control plane's account. Its
 * cfn-exec-role is an administrator of that account, as the CDK advises: what CloudFormation does there is what an approver
 * saw, and nothing there leads to another account.
 * @throws what `cdk` throws.
 */
export const bootstrapEnvironment = (
  { account, region }: Place,
  { controlPlane, partition }: { readonly controlPlane: string; readonly partition: string },
  variables: AccountCredentials,
  cdk: Cdk,
): Promise<void> =>
  cdk(
    [
      "bootstrap",
      `aws://${account}/${region}`,
      "--trust",
      controlPlane,
      "--cloudformation-execution-policies",
      `arn:${partition}:iam::aws:policy/AdministratorAccess`,
    ],
    variables,
  );

/**
 * Adds the stack of an environment's helper and checks roles, or brings it up to date.
 * @throws SettingMissing if CloudFormation cannot.
 */
export async function addHelper(
  cloudFormation: CloudFormationClient,
  at: EnvironmentPlace,
  controlPlane: string,
): Promise<void> {
  const StackName = helperStackOf(at);
  const request = {
    StackName,
    TemplateBody: JSON.stringify(helperTemplate(at, controlPlane)),
    Capabilities: ["CAPABILITY_NAMED_IAM" as const],
  };
  const waiting = { client: cloudFormation, maxWaitTime: waitSeconds, minDelay: 1, maxDelay: 2 };
  try {
    if (await begins(() => cloudFormation.send(new CreateStackCommand(request)))) {
      await waitUntilStackCreateComplete(waiting, { StackName });
      return;
    }
    if (await updates(() => cloudFormation.send(new UpdateStackCommand(request))))
      await waitUntilStackUpdateComplete(waiting, { StackName });
  } catch (error) {
    const { Stacks } = await cloudFormation.send(new DescribeStacksCommand({ StackName }));
    throw settingMissing(
      `the stack ${StackName} in account ${at.account} could not be deployed (${Stacks?.[0]?.StackStatus ?? "missing"}, ${String(error)}): look at its events, delete it, and bootstrap again`,
      error,
    );
  }
}

async function begins(create: () => Promise<unknown>): Promise<boolean> {
  try {
    await create();
    return true;
  } catch (error) {
    if (error instanceof AlreadyExistsException) return false;
    throw error;
  }
}

async function updates(update: () => Promise<unknown>): Promise<boolean> {
  try {
    await update();
    return true;
  } catch (error) {
    // Source: CloudFormation API reference, UpdateStack: a ValidationError with this message.
    if (error instanceof Error && /no updates are to be performed/i.test(error.message)) return false;
    throw error;
  }
}
