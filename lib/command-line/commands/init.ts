import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { Argument } from "commander";
import { environments } from "../../domain/environment.ts";
import { invalidInput } from "../../domain/errors.ts";
import { gates } from "../../domain/gates.ts";
import { settingsSchema } from "../../settings/settings.ts";
import { type AddCommand, appended, type JsonOption, printResult, withJson } from "../command.ts";
import { readPlan } from "../submission/read-plan.ts";
import { version } from "../version.ts";

const pipelines = ["github", "none"] as const;
type Pipeline = (typeof pipelines)[number];

/** The options of `interlock init`. */
export type InitOptions = JsonOption & {
  readonly application: string;
  readonly owner: string;
  /** The accounts of control plane, development, staging and production, in this order. */
  readonly accounts: string;
  readonly region: string;
  readonly approver?: readonly string[];
  readonly repository: string;
};

/** The files that were written, and those that were there already and stay as they are. */
export type Initialised = { readonly wrote: readonly string[]; readonly kept: readonly string[] };

const settingsFile = "interlock/settings.json";
const workflowFile = ".github/workflows/interlock.yml";
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
 * @throws InvalidInput if an address is missing, or if a value is not allowed.
 */
export function settingsFor({
  application,
  owner,
  approver = [],
  accounts,
  region,
}: Omit<InitOptions, "repository">): unknown {
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

/** A GitHub workflow that submits every push to main, as the role that the repository's variables name. */
const workflow = (
  application: string,
): string => `# Submits every commit of main to Interlock. Written by "interlock init"; yours to change.
name: interlock
on:
  push:
    branches: [main]
permissions:
  contents: read
  id-token: write
concurrency: interlock
jobs:
  submit:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
        with:
          # Interlock counts everybody who had a hand in a change since the last release.
          fetch-depth: 0
      - uses: actions/setup-node@v4
        with:
          node-version: 24
      - run: npm ci
      - uses: aws-actions/configure-aws-credentials@v4
        with:
          role-to-assume: \${{ vars.INTERLOCK_ROLE }}
          aws-region: \${{ vars.AWS_REGION }}
      - run: npx interlock-provisioning@${version()} submit --aws --application ${application} --repository . --settings ${settingsFile}
`;

/**
 * Writes what a repository needs for Interlock. A file that is there already is not touched.
 * @throws InvalidInput if a value is not allowed, or if the folder is missing.
 */
export function init(pipeline: Pipeline, options: InitOptions): Initialised {
  const folder = resolve(options.repository);
  if (!existsSync(folder)) throw invalidInput(`${folder} does not exist: name the folder of your repository`);
  const files: readonly (readonly [string, string])[] = [
    [settingsFile, `${JSON.stringify(settingsFor(options), null, 2)}\n`],
    ...(pipeline === "github" ? [[workflowFile, workflow(options.application)] as const] : []),
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
      new Argument("[pipeline]", "the pipeline to write").choices([...pipelines]).default("github"),
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
    .action((pipeline: Pipeline, options: InitOptions) => {
      const done = init(pipeline, options);
      const text = [
        ...done.wrote.map((file) => `wrote ${file}`),
        ...done.kept.map((file) => `kept ${file}, which was there`),
        "next: npx interlock check --repository .",
        `then, in each account that the settings name: npx interlock bootstrap --settings ${settingsFile}`,
        `then, in the control plane's account: npx interlock deploy --settings ${settingsFile}`,
      ].join("\n");
      printResult(output, options, done, text);
    });
};
