import * as z from "zod";
import { environments } from "../domain/environment.ts";
import { freezeWindowsSchema } from "../domain/freeze/window.ts";
import { placeSchema } from "./place.ts";
import { signersSchema } from "./signers.ts";
import { isTimeZone } from "./time-zone.ts";

/** The name under which notices go to the operators' topic, beside the ids of approvers. */
export const operatorsTopic = "operators";

const timeZone = z
  .string()
  .max(60)
  .refine(isTimeZone, { error: "is no time zone: give one of the IANA database, such as Europe/Berlin" });

/** One person of the approver directory. */
const approver = z.strictObject({
  /** The name by which plans and records refer to the person. */
  id: z
    .string()
    .regex(/^[a-z][a-z0-9-]{1,62}$/)
    .refine((id) => id !== operatorsTopic, { error: "is the operators' topic: give the person another id" }),
  /** The name that pages and mails show. */
  name: z.string().min(1),
  /** Where the person's mails go. */
  address: z.email(),
  /**
   * E-mail addresses under which the person commits. No one decides on their own commit; without an address, the
   * person cannot decide.
   */
  identities: z.array(z.email()).readonly(),
  /** The time zone of the person's clock, such as Europe/Berlin: pages and mails show it beside UTC. Default: the installation's. */
  timeZone: timeZone.optional(),
  /** How the identity provider names the person, for gates that require a sign-in. */
  oidc: z.strictObject({ issuer: z.url(), subject: z.string().min(1) }).optional(),
});

/** Whether no two of these people have the same id: each has one topic, and one voice in a quorum. */
const areDistinct = (people: readonly { readonly id: string }[]): boolean =>
  new Set(people.map(({ id }) => id)).size === people.length;

/** Source: S3 user guide, "Object Lock considerations": a default retention of at most 100 years. */
const mostRetentionDays = 36_500;

/** Where the operators hear of alarms and of every end. */
const operators = z.strictObject({
  /** E-mail addresses. */
  addresses: z.array(z.email()).readonly().default([]),
  /** Https endpoints that take SNS messages, such as a paging service's. */
  endpoints: z
    .array(z.url({ protocol: /^https$/ }))
    .readonly()
    .default([]),
  /** An existing topic in the same account and region, which chat and paging listen to already. Its policy must let CloudWatch publish. */
  topicArn: z
    .string()
    .regex(/^arn:[\w-]+:sns:[\w-]+:\d{12}:[\w-]+$/)
    .optional(),
  /** Whether CloudWatch has a dashboard of the installation. It costs more than all alarms together (docs/cost.md). */
  dashboard: z.boolean().default(false),
});

/** The repository whose pushes start runs. */
const repository = z.strictObject({
  /** Its name in CodeCommit, in the control plane's account and region. */
  name: z.string().regex(/^[\w.-]{1,100}$/),
  branch: z.string().min(1).max(256).default("main"),
  /** The folder of the CDK app, relative to the top; empty for the top itself. */
  folder: z
    .string()
    .regex(/^([\w.-]+(\/[\w.-]+)*)?$/)
    .default(""),
  /** Folders and files, relative to the top: a commit that changes none of them since the last release is left. Empty: every commit counts. */
  paths: z
    .array(z.string().regex(/^[\w.-]+(\/[\w.-]+)*$/))
    .readonly()
    .default([]),
  /** codebuild: a project of CodeBuild builds each push. queue: pushes go to a queue, from which a sandbox's builder takes them. */
  builds: z.enum(["codebuild", "queue"]).default("codebuild"),
  /** What npm installs in a build to submit the commit: the package's name, or the URL of a file that `npm pack` made. */
  package: z
    .string()
    .regex(/^[\w@.:/+-]+$/)
    .default("interlock-provisioning"),
});

/** The name of a secret in Secrets Manager, in the control plane's account and region. */
const secretName = z.string().regex(/^[\w/+=.@-]+$/);

/** A repository on GitHub whose workflow submits changes: the control plane has a role for it, and for nothing else there. */
const github = z.strictObject({
  /** Owner and name. */
  repository: z.string().regex(/^[\w.-]+\/[\w.-]+$/),
  branch: z
    .string()
    .regex(/^[\w./-]{1,200}$/)
    .default("main"),
  /** The provider of GitHub's tokens, if the control plane's account has one already: IAM allows one of each URL. */
  providerArn: z
    .string()
    .regex(/^arn:[\w-]+:iam::\d{12}:oidc-provider\/token\.actions\.githubusercontent\.com$/)
    .optional(),
  /** The GitHub App that shows at a commit how its run goes. Absent: nothing is shown there. */
  app: z
    .strictObject({
      /** GitHub's name for the App, such as Iv23liABC. */
      clientId: z.string().regex(/^[\w.]{1,100}$/),
      /** The secret that holds the App's private key, as GitHub gave it (PEM). */
      keySecretName: secretName,
    })
    .optional(),
});

/** A project on GitLab, at whose commits Interlock shows how their runs go. */
const gitlab = z.strictObject({
  server: z.url({ protocol: /^https$/ }).default("https://gitlab.com"),
  /** Groups and name, such as team/shop. */
  project: z.string().regex(/^[\w.-]+(\/[\w.-]+)+$/),
  /** The secret that holds a project access token with the scope api. */
  tokenSecretName: secretName,
});

/** A key is replaced once in years. */
const keyCount = z.int().min(1).max(20).default(1);

/** How an installation is registered at its identity provider. */
const oidc = z.strictObject({
  issuer: z.url(),
  clientId: z.string().min(1),
  /** The name of the secret in Secrets Manager that holds the client's secret. */
  clientSecretName: secretName,
});

/** The accounts of an installation. */
export const accountsSchema = z
  .record(z.enum(["controlPlane", ...environments]), placeSchema)
  .superRefine(({ controlPlane, ...places }, context) => {
    for (const environment of environments)
      if (places[environment].account === controlPlane.account)
        context.addIssue({
          code: "custom",
          path: [environment, "account"],
          message: `${controlPlane.account} is the control plane's account, which no environment may share: give ${environment} an account of its own`,
        });
  });

/** The accounts of an installation. */
export type Accounts = z.output<typeof accountsSchema>;

/**
 * All settings of an installation of the control plane. Every other shape of settings is inferred from this one.
 */
export const settingsSchema = z.strictObject({
  /** The application whose changes this control plane provisions. Resources are named after it. */
  application: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,30}$/)
    .refine((name) => !/-(development|staging|production)$/.test(name), {
      error: "must not end like an environment: resources are attributed to applications by their names",
    }),
  /** The document id of the one plan that this control plane carries out for the application. */
  plan: z.string().min(1).default("21.03"),
  /** The origin of the approval pages; `{apiId}` stands for the HTTP API's id. Default: the API's own address. */
  approvalsUrl: z.string().optional(),
  approvers: z.array(approver).min(1).refine(areDistinct, { error: "name each person's id once" }).readonly(),
  /** The approver id of the one person who locks plans. */
  platformOwner: z.string(),
  /** Where alarms and every end go, apart from the approvers' mails. Empty: to the Platform Owner's address, on that topic. */
  operators: operators.default({ addresses: [], endpoints: [], dashboard: false }),
  /** Addresses, or `*@domain`, of people who commit but approve nothing. */
  committers: z
    .array(z.string().regex(/^[^@\s]+@[^@\s]+$/))
    .readonly()
    .default([]),
  /** Where approvers sign in, for gates whose plan requires it. Absent if no plan does. */
  oidc: oidc.optional(),
  /**
   * The account and region of the control plane and of each environment; a stack that belongs elsewhere is refused.
   * Environments may share an account, which is weaker; none may share the control plane's.
   */
  accounts: accountsSchema,
  /** The repository whose pushes start runs. Absent: only what is submitted becomes a run. */
  repository: repository.optional(),
  /** newest: a newer change takes the place of one that waits. all: every change keeps its place. */
  queue: z.enum(["newest", "all"]).default("newest"),
  /** The repository on GitHub whose workflow submits. Absent: GitHub has no way in. */
  github: github.optional(),
  /** The project on GitLab whose commits show how their runs go. Absent: nothing is shown there. */
  gitlab: gitlab.optional(),
  /** Whose signatures on commits count. Present: every commit that contributors are counted from must be signed by its committer. */
  signers: signersSchema.optional(),
  /**
   * The options with which a command line reaches this installation, for the commands in mails and pages. Default: `--aws
   * --application NAME`, which works wherever the reader has AWS credentials for it.
   */
  reachedWith: z
    .string()
    .regex(/^[\w -]{0,100}$/)
    .optional(),
  /** Principals that policies of a change may name, beyond AWS services and the environment's own account. */
  principals: z.array(z.string().min(1)).readonly().default([]),
  /** Logical ids or names of roles that may do everything in an environment that no gate precedes. */
  administrators: z.array(z.string().min(1)).readonly().default([]),
  /** The time zone that pages and mails show beside UTC to people who have none of their own. Default: UTC alone. */
  timeZone: timeZone.optional(),
  /** Where people look at staging before they sign it off; its gate's page links there. */
  stagingUrl: z.url({ protocol: /^https?$/ }).optional(),
  /** When environments may not be changed, or may only be changed, beside the windows of the plan: neither loosens the other. */
  freezeWindows: freezeWindowsSchema.default([]),
  /** A sandbox's relay that takes the mails instead of e-mail. */
  mailRelay: z.url().optional(),
  /** How many keys of each kind the installation has had. One more puts a new key in the place of the last one. */
  keys: z
    .strictObject({ signing: keyCount, decision: keyCount, operator: keyCount })
    .default({ signing: 1, decision: 1, operator: 1 }),
  /** Facts that may differ from what a check asks for, each with the reason. On AWS the list is empty. */
  waivers: z
    .array(z.strictObject({ check: z.string(), fact: z.string(), reason: z.string().min(10) }))
    .readonly(),
  /**
   * Seconds between the two looks that must both find nothing left of a rolled-back environment. It exceeds the
   * lifetime of any function call, so that nothing a call has sent arrives after the proof.
   */
  quietSeconds: z.int().min(1).max(600).default(90),
  /** Days during which the second copy of the records cannot be deleted. */
  retentionDays: z.int().min(1).max(mostRetentionDays),
  /**
   * COMPLIANCE: no one can shorten the retention, not even the account's owner. GOVERNANCE: only a permission that
   * none of our roles has.
   */
  retentionMode: z.enum(["COMPLIANCE", "GOVERNANCE"]).default("COMPLIANCE"),
});

/** The settings of an installation, defaults filled in. */
export type InstallationSettings = z.output<typeof settingsSchema>;

/** The settings as their file gives them: those with a default may be absent. */
export type SettingsFile = z.input<typeof settingsSchema>;

/** What functions read of the settings. The rest shapes the deployment only. */
export const functionSettingsSchema = settingsSchema.pick({
  application: true,
  plan: true,
  approvers: true,
  platformOwner: true,
  committers: true,
  mailRelay: true,
  reachedWith: true,
  timeZone: true,
  stagingUrl: true,
  oidc: true,
  accounts: true,
  repository: true,
  github: true,
  gitlab: true,
  queue: true,
  principals: true,
  administrators: true,
  freezeWindows: true,
  waivers: true,
  quietSeconds: true,
});

/** The settings that functions read. */
export type FunctionSettings = z.output<typeof functionSettingsSchema>;
