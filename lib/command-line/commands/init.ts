import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { Argument } from "commander";
import { environments } from "../../domain/environment.ts";
import { invalidInput } from "../../domain/errors.ts";
import { gates } from "../../domain/gates.ts";
import { type PipelineName, pipelines } from "../../doors/pipelines.ts";
import { settingsSchema } from "../../settings/settings.ts";
import { type AddCommand, appended, type JsonOption, printResult, withJson } from "../command.ts";
import { readPlan } from "../submission/read-plan.ts";
import { version } from "../version.ts";

/** A pipeline that is written; `codecommit`: the control plane builds pushes itself; `none`: only the settings. */
type Way = PipelineName | "codecommit" | "none";
const ways: readonly Way[] = [...(Object.keys(pipelines) as PipelineName[]), "codecommit", "none"];

/** The options of `interlock init`. */
export type InitOptions = JsonOption & {
  readonly application: string;
  readonly owner: string;
  /** The accounts of control plane, development, staging and production, in this order. */
  readonly accounts: string;
  readonly region: string;
  readonly approver?: readonly string[];
  readonly repository: string;
  /** The branch whose commits are submitted. @default main */
  readonly branch?: string;
  /** The repository's name at its door: owner and name on GitHub, a name in CodeCommit. */
  readonly remote?: string;
};

/** The files that were written, and those that were there already and stay as they are. */
export type Initialised = { readonly wrote: readonly string[]; readonly kept: readonly string[] };

const settingsFile = "interlock/settings.json";
const placeNames = ["controlPlane", ...environments];
/** A trial's records can be deleted again; a person chooses COMPLIANCE. */
const trial = { retentionDays: 30, retentionMode: "GOVERNANCE" };

/** The approver ids that the built-in plan names, in the order of its gates. */
function approverIds(): readonly string[] {
  const plan = readPlan();
  return [...new Set(gates.flatMap((gate) => plan.gates[gate].approvers))];
}

/**
 * The settings of a new installation: the approvers that the plan names, each with an address.
 * @param door the setting that lets a repository in.
 * @throws InvalidInput if an address is missing, or if a value is not allowed.
 */
export function settingsFor(
  { application, owner, approver = [], accounts, region }: Omit<InitOptions, "repository">,
  door: object = {},
): unknown {
  const given = new Map(
    approver.map((one) => [one.slice(0, one.indexOf("=")), one.slice(one.indexOf("=") + 1)]),
  );
  const [first = "platform-owner", ...others] = approverIds();
  const addressOf = (id: string): string => given.get(id) ?? (id === first ? owner : "");
  const missing = others.filter((id) => addressOf(id) === "");
  if (missing.length > 0)
    throw invalidInput(
      `the plan asks ${missing.join(", ")}, and none may approve a commit of their own: give each a mailbox with ${missing.map((id) => `--approver ${id}=ADDRESS`).join(" ")}`,
    );
  const people = [first, ...others].map((id) => ({
    id,
    name: id.replaceAll("-", " ").replace(/\b[a-z]/g, (letter) => letter.toUpperCase()),
    address: addressOf(id),
    identities: [addressOf(id)],
  }));
  const places = accounts.split(",").map((account) => ({ account: account.trim(), region }));
  const settings = {
    application,
    accounts: Object.fromEntries(placeNames.map((name, index) => [name, places[index]])),
    platformOwner: first,
    approvers: people,
    committers: [`*@${owner.slice(owner.indexOf("@") + 1)}`],
    ...door,
    waivers: [],
    quietSeconds: 90,
    ...trial,
  };
  const parsed = settingsSchema.safeParse(settings);
  if (parsed.success) return settings;
  throw invalidInput(
    parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("; "),
  );
}

/** The name of the package that submits. */
const packageName = () => `interlock-provisioning@${version()}`;

/**
 * The setting that lets a repository in at its door.
 * @throws InvalidInput if its name is missing where the door needs it.
 */
function doorSetting(way: Way, { remote, branch = "main" }: InitOptions): object {
  if (way !== "github" && way !== "codecommit") return {};
  if (remote === undefined)
    throw invalidInput(
      way === "github"
        ? "the role on AWS trusts one repository, and none is named: name it with --remote OWNER/NAME"
        : "the rule on AWS watches one repository, and none is named: name it with --remote NAME",
    );
  return way === "github"
    ? { github: { repository: remote, branch } }
    : { repository: { name: remote, branch, package: packageName() } };
}

/** The file of a pipeline, and its text. */
function pipelineOf(
  way: Way,
  { application, branch = "main", accounts, region }: InitOptions,
): readonly (readonly [string, string])[] {
  if (way === "codecommit" || way === "none") return [];
  const [account = ""] = accounts.split(",").map((one) => one.trim());
  const { file, text } = pipelines[way];
  return [[file, text({ application, branch, package: packageName(), account, region })]];
}

/**
 * Writes what a repository needs for Interlock. A file that is there already is not touched.
 * @throws InvalidInput if a value is not allowed, or if the folder is missing.
 */
export function init(way: Way, options: InitOptions): Initialised {
  const folder = resolve(options.repository);
  if (!existsSync(folder)) throw invalidInput(`${folder} does not exist: name the folder of your repository`);
  const files: readonly (readonly [string, string])[] = [
    [settingsFile, `${JSON.stringify(settingsFor(options, doorSetting(way, options)), null, 2)}\n`],
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
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
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
    .option("--repository <path>", "the repository", ".")
    .option("--remote <name>", "its name at the door: OWNER/NAME on GitHub, NAME in CodeCommit")
    .option("--branch <name>", "the branch whose commits are submitted", "main")
    .action((way: Way, options: InitOptions) => {
      const done = init(way, options);
      const text = [
        ...done.wrote.map((file) => `wrote ${file}`),
        ...done.kept.map((file) => `kept ${file}, which was there`),
        "next: npx interlock check --repository .",
        `then, in each account that the settings name: npx interlock bootstrap --settings ${settingsFile}`,
        `then, in the control plane's account: npx interlock deploy --settings ${settingsFile}`,
        ...(way === "codecommit" || way === "none" ? [] : [pipelines[way].next]),
      ].join("\n");
      printResult(output, options, done, text);
    });
};
