import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { Argument } from "commander";
import { invalidInput } from "../../domain/errors.ts";
import { type PipelineName, pipelines } from "../../doors/pipelines.ts";
import { type AddCommand, appended, type JsonOption, printResult, withJson } from "../command.ts";
import { clientSecretName, type InitialOptions, initialPlan, settingsFor } from "../initial-settings.ts";
import { planFile } from "../submission/read-plan.ts";
import { version } from "../version.ts";
import { writeNamedFile } from "../write-named-file.ts";

/** A pipeline that is written; `codecommit`: the control plane builds pushes itself; `none`: only the settings. */
type Way = PipelineName | "codecommit" | "none";
const ways: readonly Way[] = [...(Object.keys(pipelines) as PipelineName[]), "codecommit", "none"];

/** The options of `interlock init`. */
export type InitOptions = JsonOption &
  InitialOptions & {
    readonly repository: string;
    /** The branch whose commits are submitted. @default main */
    readonly branch?: string;
    /** The repository's name at its door: owner and name on GitHub, groups and name on GitLab, a name in CodeCommit. */
    readonly remote?: string;
    /** Folders and files of a monorepo whose changes count. @default every commit counts */
    readonly path?: readonly string[];
    /** The client id of the GitHub App that shows at commits how their runs go. */
    readonly app?: string;
  };

/** The files that were written, and those that were there already and stay as they are. */
export type Initialised = { readonly wrote: readonly string[]; readonly kept: readonly string[] };

const settingsFile = "interlock/settings.json";
const text = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** The name of the package that submits. */
const packageName = () => `interlock-provisioning@${version()}`;

/** The name under which Secrets Manager keeps the credential of a forge. */
const credentialOf = (application: string, what: string): string => `interlock/${application}/${what}`;

/** What a person still has to do, so that commits show how their runs go. */
function forgeStep(way: Way, { application, remote, app }: InitOptions): readonly string[] {
  const keep = (what: string, name: string) =>
    `then keep ${what} in Secrets Manager, as ${credentialOf(application, name)}: docs/doors.md`;
  if (way === "github")
    return [
      app === undefined
        ? "commits on GitHub show nothing of their runs without --app: docs/doors.md says how to make the App"
        : keep("the App's private key", "github-app-key"),
    ];
  return way === "gitlab" && remote !== undefined ? [keep("a project access token", "gitlab-token")] : [];
}

/**
 * The setting that lets a repository in at its door.
 * @throws InvalidInput if its name is missing where the door needs it.
 */
function doorSetting(way: Way, { application, remote, branch = "main", app, path }: InitOptions): object {
  if (app !== undefined && way !== "github")
    throw invalidInput(`--app names a GitHub App, and ${way} is another door: leave it out`);
  if (way === "gitlab" && remote !== undefined)
    return { gitlab: { project: remote, tokenSecretName: credentialOf(application, "gitlab-token") } };
  if (way !== "github" && way !== "codecommit") return {};
  if (remote === undefined)
    throw invalidInput(
      way === "github"
        ? "the role on AWS trusts one repository, and none is named: name it with --remote OWNER/NAME"
        : "the rule on AWS watches one repository, and none is named: name it with --remote NAME",
    );
  return way === "github"
    ? {
        github: {
          repository: remote,
          branch,
          ...(app === undefined
            ? {}
            : { app: { clientId: app, keySecretName: credentialOf(application, "github-app-key") } }),
        },
      }
    : {
        repository: {
          name: remote,
          branch,
          package: packageName(),
          ...(path === undefined ? {} : { paths: path }),
        },
      };
}

/** The file of a pipeline, and its text. */
function pipelineOf(
  way: Way,
  { application, branch = "main", accounts, region, path: paths = [] }: InitOptions,
): readonly (readonly [string, string])[] {
  if (way === "codecommit" || way === "none") return [];
  const [account = ""] = accounts.split(",").map((one) => one.trim());
  const { file, text } = pipelines[way];
  return [[file, text({ application, branch, package: packageName(), account, region, paths })]];
}

/**
 * Writes what a repository needs for Interlock. A file that is there already is not touched.
 * @throws InvalidInput if a value is not allowed, or if the folder is missing or cannot be written to.
 */
export function init(way: Way, options: InitOptions): Initialised {
  const folder = resolve(options.repository);
  if (!existsSync(folder)) throw invalidInput(`${folder} does not exist: name the folder of your repository`);
  const files: readonly (readonly [string, string])[] = [
    [settingsFile, text(settingsFor(options, doorSetting(way, options)))],
    ...(options.mailboxes === true ? [] : ([[planFile, text(initialPlan(options))]] as const)),
    ...pipelineOf(way, options),
  ];
  const wrote: string[] = [];
  const kept: string[] = [];
  for (const [file, text] of files) {
    const path = join(folder, file);
    if (existsSync(path)) {
      kept.push(file);
      continue;
    }
    writeNamedFile(path, "name the folder of your repository, which you may write to", () => {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
    });
    wrote.push(file);
  }
  return { wrote, kept };
}

/** Adds `interlock init`. */
export const addCommand: AddCommand = (interlock, output) => {
  withJson(interlock.command("init"))
    .description(
      "write an installation's settings and a pipeline into a repository; files that exist are kept",
    )
    .addArgument(
      new Argument("[door]", "how commits come: the pipeline to write, or a repository in CodeCommit")
        .choices([...ways])
        .default("github" satisfies Way),
    )
    .requiredOption("--application <name>", "the first part of every stack name")
    .requiredOption("--owner <address>", "the Platform Owner's mailbox; they lock the plan")
    .requiredOption(
      "--accounts <ids>",
      "the accounts of control plane, development, staging and production, with commas; environments may share one",
    )
    .requiredOption("--region <region>", "the region of all of them")
    .option("--approver <id=address>", "another approver's mailbox; repeat it for each", appended)
    .option("--issuer <url>", "the identity provider at which production's approvers sign in")
    .option("--client <id>", "the client that is registered for this installation there")
    .option("--subject <id=subject>", "an approver's subject there; repeat it for each", appended)
    .option("--mailboxes", "have mailboxes alone decide production, as in a trial")
    .option("--repository <path>", "the repository", ".")
    .option(
      "--remote <name>",
      "its name at the door: OWNER/NAME on GitHub, GROUP/NAME on GitLab, NAME in CodeCommit",
    )
    .option(
      "--path <path>",
      "a folder or file of a monorepo whose changes count; repeat it for each",
      appended,
    )
    .option("--app <client-id>", "the GitHub App that shows at commits how their runs go")
    .option("--branch <name>", "the branch whose commits are submitted", "main")
    .action((way: Way, options: InitOptions) => {
      const done = init(way, options);
      const text = [
        ...done.wrote.map((file) => `wrote ${file}`),
        ...done.kept.map((file) => `kept ${file}, which was there`),
        "next: npx interlock check --repository .",
        ...(options.mailboxes === true
          ? ["mailboxes alone decide production: that is for a trial"]
          : [`then keep the client's secret in Secrets Manager, as ${clientSecretName}: docs/oidc.md`]),
        ...forgeStep(way, options),
        `then, in each account that the settings name: npx interlock bootstrap --settings ${settingsFile}`,
        `then, in the control plane's account: npx interlock deploy --settings ${settingsFile}`,
        ...(way === "codecommit" || way === "none" ? [] : [pipelines[way].next]),
      ].join("\n");
      printResult(output, options, done, text);
    });
};
