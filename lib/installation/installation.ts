import type { Allowances } from "../domain/change/rules/candidate.ts";
import { notFound } from "../domain/errors.ts";
import { jsonIn } from "../domain/records/json-in.ts";
import type { Approver } from "../ports/settings/port.ts";
import { ownCloudFormation } from "../ports/shared/cloudformation/client.ts";
import { describe } from "../ports/shared/cloudformation/stack.ts";
import { fromOutputs } from "../settings/long-outputs.ts";
import { controlPlaneOf } from "../settings/names.ts";
import type { Accounts, InstallationSettings } from "../settings/settings.ts";
import { type Signers, signersSchema } from "../settings/signers.ts";
import { topicArnsOf, topicsSchema } from "../settings/topics.ts";

/** What the settings name as exceptions: principals, roles, and facts that may be unseen. */
export type Exceptions = Pick<InstallationSettings, "principals" | "administrators"> & {
  readonly waivers: Allowances["waivers"];
};

const noExceptions: Exceptions = { principals: [], administrators: [], waivers: [] };

/** A deployed control plane, as its outputs describe it. */
export type Installation = {
  readonly application: string;
  /** The document id of the plan that it carries out. */
  readonly plan: string;
  readonly tableName: string;
  readonly bucketName: string;
  /** The bucket that keeps the files that changes bring along. */
  readonly assetsBucketName: string;
  readonly stateMachineArn: string;
  readonly accounts: Accounts;
  /** What the settings allow changes beyond the plan. */
  readonly exceptions: Exceptions;
  readonly approvalsUrl: string;
  readonly busName: string;
  /** Oldest first. */
  readonly signingKeyArns: readonly string[];
  readonly decisionKeyArn: string;
  readonly operatorKeyArn: string;
  readonly sweepFunctionName: string;
  readonly approvers: readonly Pick<Approver, "id" | "address">[];
  /** The relay that delivers a sandbox's mails; absent where SNS sends e-mail. */
  readonly mailRelay?: string | undefined;
  /** Whose signatures on commits count; absent if commits need none. */
  readonly signers?: Signers;
  readonly watchRecordsFunctionName: string;
  /** By approver id. */
  readonly topicArns: Readonly<Record<string, string>>;
};

/**
 * The control plane of an application in the account of the caller's credentials; null if it is not deployed there.
 * @throws NotFound if the deployed one is too old for this code.
 */
export async function findInstallation(application: string): Promise<Installation | null> {
  const stack = await describe(ownCloudFormation(), controlPlaneOf(application));
  if (stack === null) return null;
  const outputs = (stack.Outputs ?? []).map(
    ({ OutputKey = "", OutputValue = "" }) => [OutputKey, OutputValue] as const,
  );
  return installationIn(application, new Map(outputs));
}

/**
 * The control plane of an application, whose stack has these outputs.
 * @throws NotFound if one is missing.
 */
export function installationIn(application: string, outputs: ReadonlyMap<string, string>): Installation {
  const stackName = controlPlaneOf(application);
  const output = (name: string): string => {
    const value = outputs.get(name);
    if (value === undefined) throw notFound(`${stackName} has no output ${name}: deploy it again`);
    return value;
  };
  const approvers = (jsonIn(fromOutputs("Approvers", outputs)) ?? []) as Installation["approvers"];
  return {
    application,
    plan: output("Plan"),
    tableName: output("TableName"),
    bucketName: output("BucketName"),
    assetsBucketName: output("AssetsBucketName"),
    stateMachineArn: output("StateMachineArn"),
    accounts: JSON.parse(output("Accounts")) as Accounts,
    exceptions: {
      ...noExceptions,
      ...(JSON.parse(outputs.get("Exceptions") ?? "{}") as Partial<Exceptions>),
    },
    approvalsUrl: output("ApprovalsUrl"),
    busName: output("BusName"),
    // An older control plane names its only one.
    signingKeyArns: (outputs.get("SigningKeyArns") ?? output("SigningKeyArn")).split(","),
    decisionKeyArn: output("DecisionKeyArn"),
    operatorKeyArn: output("OperatorKeyArn"),
    sweepFunctionName: output("SweepFunctionName"),
    approvers,
    mailRelay: outputs.get("MailRelay"),
    ...signersIn(stackName, fromOutputs("Signers", outputs)),
    watchRecordsFunctionName: output("WatchRecordsFunctionName"),
    topicArns: topicArnsOf(topicsSchema.parse(jsonIn(output("Topics"))), approvers),
  };
}

function signersIn(stackName: string, text: string): Pick<Installation, "signers"> {
  if (text === "") return {};
  const parsed = signersSchema.safeParse(jsonIn(text));
  if (parsed.success) return { signers: parsed.data };
  throw notFound(`${stackName} names signers that cannot be read: deploy it again`);
}

/** Where the records of a deployed control plane are, whatever version deployed it; null if none is deployed there. */
export async function recordsOf(
  application: string,
): Promise<Pick<Installation, "application" | "tableName" | "bucketName"> | null> {
  const stack = await describe(ownCloudFormation(), controlPlaneOf(application));
  const output = (name: string) => stack?.Outputs?.find(({ OutputKey }) => OutputKey === name)?.OutputValue;
  const [tableName, bucketName] = [output("TableName"), output("BucketName")];
  return tableName === undefined || bucketName === undefined ? null : { application, tableName, bucketName };
}

/** As `findInstallation`, but throws NotFound if it is not deployed there. */
export async function installationOf(application: string): Promise<Installation> {
  const found = await findInstallation(application);
  if (found === null)
    throw notFound(
      `${controlPlaneOf(application)} is not deployed here: run "interlock up", or "interlock deploy" on AWS`,
    );
  return found;
}
