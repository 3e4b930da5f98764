import type { AssumeRoleCommandInput, STSClient } from "@aws-sdk/client-sts";
import { settingMissing } from "../../../domain/errors.ts";
import type { Clock } from "../../clock/port.ts";
import { patientClient } from "../passing-errors.ts";
import { type EnvironmentPlace, roleArnOf } from "./roles.ts";
import { type PurposeName, purposes, sessionPolicyOf } from "./session-policies.ts";

/** Credentials, as the SDK's clients take them. */
export type Credentials = {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiration: Date;
};

/** Source: IAM user guide, "Methods to assume a role": at most an hour for a role that assumes another one. */
const sessionSeconds = 3_600;
/** A session is replaced this long before it ends, so that no call that was just signed arrives after its end. */
const replacedBeforeMs = 300_000;
/** The SDK asks for expired credentials before every request. So only this module decides when a session is replaced. */
const askAgain = new Date(0);

/** Sessions in the environments' accounts, each kept until shortly before it ends. */
export function sessionsIn(
  clock: Pick<Clock, "nowMs">,
): (purpose: PurposeName, at: EnvironmentPlace) => Promise<Credentials> {
  const sts = stsOnDemand();
  const kept = new Map<string, Promise<{ readonly credentials: Credentials; readonly endsAtMs: number }>>();
  return async (purpose, at) => {
    const key = `${purpose} ${at.environment}`;
    const known = await kept.get(key);
    if (known !== undefined && clock.nowMs() < known.endsAtMs - replacedBeforeMs) return known.credentials;
    const fresh = assumed(sts, purpose, at);
    kept.set(key, fresh);
    try {
      return (await fresh).credentials;
    } catch (error) {
      kept.delete(key);
      throw error;
    }
  };
}

type StsOnDemand = () => Promise<{
  readonly client: STSClient;
  readonly AssumeRoleCommand: typeof import("@aws-sdk/client-sts").AssumeRoleCommand;
}>;

/** STS, loaded on demand: a function that never acts in an environment starts without it. Sessions share one connection. */
function stsOnDemand(): StsOnDemand {
  let client: STSClient | undefined;
  return async () => {
    const { AssumeRoleCommand, STSClient } = await import("@aws-sdk/client-sts");
    client ??= patientClient(new STSClient());
    return { client, AssumeRoleCommand };
  };
}

/**
 * Assumes the role of a purpose, under its session policy.
 * @throws SettingMissing if the account does not let us.
 */
async function assumed(
  sts: StsOnDemand,
  purpose: PurposeName,
  at: EnvironmentPlace,
): Promise<{ readonly credentials: Credentials; readonly endsAtMs: number }> {
  const { role, managed } = purposes[purpose];
  const RoleArn = roleArnOf(role, at);
  const Policy = sessionPolicyOf(purpose, at);
  const request: AssumeRoleCommandInput = {
    RoleArn,
    RoleSessionName: `interlock-${at.application}`,
    DurationSeconds: sessionSeconds,
    ...(Policy === null ? {} : { Policy }),
    ...(managed === null ? {} : { PolicyArns: [{ arn: `arn:${at.partition}:iam::aws:policy/${managed}` }] }),
  };
  const { client, AssumeRoleCommand } = await sts();
  try {
    const { Credentials: given } = await client.send(new AssumeRoleCommand(request));
    const { AccessKeyId = "", SecretAccessKey = "", SessionToken = "", Expiration } = given ?? {};
    return {
      credentials: {
        accessKeyId: AccessKeyId,
        secretAccessKey: SecretAccessKey,
        sessionToken: SessionToken,
        expiration: askAgain,
      },
      endsAtMs: Expiration?.getTime() ?? 0,
    };
  } catch (error) {
    throw inWords(error, RoleArn, at);
  }
}

/** Why a role cannot be assumed, as one of our errors; any other error as it is. Source: STS API reference, AssumeRole. */
function inWords(error: unknown, roleArn: string, { environment, account }: EnvironmentPlace): unknown {
  if (!(error instanceof Error)) return error;
  if (error.name.startsWith("AccessDenied"))
    return settingMissing(
      `${environment}'s account ${account} does not let us assume ${roleArn}: run "interlock bootstrap" with credentials of that account, or correct the settings`,
      error,
    );
  if (/^(PackedPolicyTooLarge|MalformedPolicyDocument)/.test(error.name))
    return settingMissing(
      `STS refuses the session policy for ${roleArn} (${error.message}): give the application a shorter name`,
      error,
    );
  return error;
}
