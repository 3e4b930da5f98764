import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { PutObjectLockConfigurationCommand, S3Client } from "@aws-sdk/client-s3";
import {
  ListSubscriptionsByTopicCommand,
  SNSClient,
  SubscribeCommand,
  UnsubscribeCommand,
} from "@aws-sdk/client-sns";
import { sha256 } from "../domain/canonical.ts";
import { settingMissing } from "../domain/errors.ts";
import type { Installation } from "../installation/installation.ts";
import { operatorsTopic, type SettingsFile, settingsSchema } from "../settings/settings.ts";
import { ownAccounts } from "./accounts.ts";
import { runCdk } from "./cdk.ts";
import { relayOf } from "./mailbox.ts";
import {
  checkout,
  reachedInSandbox,
  type SandboxPlace,
  type SandboxState,
  type StartedProcess,
} from "./place.ts";
import type { Tell } from "./while-working.ts";

/** The folders that the control plane is made from. */
const sourceFolders = ["lib", "functions", "statemachines", "bin"];
/** The files beside them. The package has no lock file: its package.json has the version. */
const sourceFiles = ["cdk.json", "package.json", "package-lock.json"];
const retentionDays = 1;
/** The emulator shows the result of a call at once. */
const quietSeconds = 2;

/** The four approvers of a sandbox, whose mails go to its inbox. */
const approvers = [
  ["platform-owner", "Platform Owner"],
  ["staging-approver", "Staging Approver"],
  ["change-manager", "Change Manager"],
  ["release-manager", "Release Manager"],
].map(([id = "", name = ""]) => {
  const address = `${id}@sandbox.example`;
  return { id, name, address, identities: [address] };
});

/** Whose topics have the inbox: the approvers, and the operators. */
const heard = [...approvers, { id: operatorsTopic, address: `${operatorsTopic}@sandbox.example` }];

/** What is deployed for an application. */
export type WantedInstallation = {
  readonly application: string;
  /** The document id of the plan that it carries out. */
  readonly plan: string;
};

/** Writes the sandbox's settings of an application's control plane. Returns their path. */
export function writeSettings(
  place: SandboxPlace,
  { application, plan }: WantedInstallation,
  { ports, accounts = ownAccounts }: Pick<SandboxState, "ports" | "accounts">,
): string {
  const path = place.path("settings", `${application}.json`);
  const settings: SettingsFile = {
    application,
    plan,
    accounts,
    approvalsUrl: `http://127.0.0.1:${ports.emulator}/_aws/execute-api/{apiId}/$default`,
    platformOwner: "platform-owner",
    approvers,
    committers: [],
    repository: { name: application, builds: "queue" },
    mailRelay: relayOf({ ports }),
    reachedWith: reachedInSandbox(place.name),
    waivers: settingsSchema.shape.waivers.parse(
      JSON.parse(readFileSync(new URL("./waivers.json", import.meta.url), "utf8")),
    ),
    quietSeconds,
    retentionDays,
  };
  writeFileSync(path, JSON.stringify(settings, null, 2));
  return path;
}

/** One digest for everything that the deployed control plane is made from. */
export function sourcesDigest(settingsPath: string): string {
  const paths = [
    ...sourceFolders.flatMap((folder) =>
      readdirSync(join(checkout, folder), { recursive: true, withFileTypes: true })
        .filter((found) => found.isFile())
        .map((found) => join(found.parentPath, found.name)),
    ),
    ...sourceFiles.map((file) => join(checkout, file)).filter((path) => existsSync(path)),
  ].sort();
  const digests = paths.map((path) => `${relative(checkout, path)} ${sha256(readFileSync(path))}`);
  return sha256([...digests, readFileSync(settingsPath, "utf8")].join("\n"));
}

/** What is done with the CDK's process and its progress. */
type Watching = { readonly started: (cdk: StartedProcess) => void; readonly tell?: Tell };

const assemblyOf = (place: SandboxPlace, application: string): string =>
  place.path("control-plane", application);

const notDeployed = (application: string) => (said: string) =>
  settingMissing(`the control plane of ${application} could not be deployed: ${said}`);

/** Synthesises the control plane with the unmodified CDK. Calls `started` with the CDK's process. */
export const synthesiseControlPlane = (
  place: SandboxPlace,
  application: string,
  settingsPath: string,
  watching: Watching,
): Promise<void> =>
  runCdk(
    [
      "synth",
      "--quiet",
      "--app",
      `"${process.execPath}" bin/control-plane.ts`,
      "--output",
      assemblyOf(place, application),
      "--context",
      `settings=${settingsPath}`,
      "--context",
      `bundles=${place.path("bundles", application)}`,
    ],
    checkout,
    notDeployed(application),
    // The CDK's own validation only warns, takes half of a synthesis, and `npm run check` has that too.
    { ...watching, variables: { CDK_VALIDATION: "false" } },
  );

/** Deploys the synthesised control plane with the unmodified CDK. Calls `started` with its process, `tell` with its progress. */
export const deployControlPlane = (
  place: SandboxPlace,
  application: string,
  watching: Watching,
): Promise<void> =>
  runCdk(
    [
      "deploy",
      "--app",
      assemblyOf(place, application),
      "--require-approval",
      "never",
      // Nobody looks at a change set of a sandbox, and the CDK would wait five seconds for it.
      "--method",
      "direct",
      "ControlPlane",
    ],
    checkout,
    notDeployed(application),
    watching,
  );

/** Applies what the emulator ignores in a template: the object lock, and mails for the inbox. */
export async function applyIgnored(installation: Installation, relay: string): Promise<void> {
  const s3 = new S3Client({ forcePathStyle: true });
  await s3.send(
    new PutObjectLockConfigurationCommand({
      Bucket: installation.bucketName,
      ObjectLockConfiguration: {
        ObjectLockEnabled: "Enabled",
        Rule: { DefaultRetention: { Mode: "COMPLIANCE", Days: retentionDays } },
      },
    }),
  );
  const sns = new SNSClient();
  await Promise.all(
    heard.map(async ({ id, address }) => {
      const TopicArn = installation.topicArns[id];
      const Endpoint = `${relay}/${encodeURIComponent(address)}`;
      const { Subscriptions = [] } = await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn }));
      // The relay of an earlier start had another port.
      for (const { Protocol, SubscriptionArn, Endpoint: former = "" } of Subscriptions)
        if (Protocol === "http" && former !== Endpoint)
          await sns.send(new UnsubscribeCommand({ SubscriptionArn }));
      if (!Subscriptions.some((subscription) => subscription.Endpoint === Endpoint))
        await sns.send(new SubscribeCommand({ TopicArn, Protocol: "http", Endpoint }));
    }),
  );
}

/** Lets the sweep look at once instead of within a minute. */
export async function sweepNow({ sweepFunctionName }: Installation): Promise<void> {
  await new LambdaClient().send(
    new InvokeCommand({ FunctionName: sweepFunctionName, Payload: Buffer.from("{}") }),
  );
}
