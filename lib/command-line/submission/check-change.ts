import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { inWords, type Refusal, type RuleFindings } from "../../domain/change/refusal.ts";
import type { Allowances, Candidate } from "../../domain/change/rules/candidate.ts";
import { findingsAbout } from "../../domain/change/rules/rules.ts";
import { type Environment, environments } from "../../domain/environment.ts";
import { demandsOf } from "../../plan/demands.ts";
import type { Plan } from "../../plan/schema.ts";
import type { Signers } from "../../settings/signers.ts";
import { pluralize } from "../../text/plural.ts";
import { visible } from "../../text/visible.ts";
import { type BuiltAssets, buildAssets, noAssets } from "./build-assets.ts";
import { textFromGit } from "./git.ts";
import { resourcesNotEmulated } from "./not-emulated.ts";
import { type Project, parseProject, projectFile } from "./project.ts";
import { type AssemblyRead, noManifests, readAssembly } from "./read-assembly.ts";
import { type Commit, readCommit } from "./read-commit.ts";
import { type Synthesis, synthesiseCommit } from "./synthesise-commit.ts";
import { withPartsAndNames } from "./with-parts-and-names.ts";

/** What is checked: an assembly, a repository whose commit is synthesised, or an assembly together with its commit. */
export type Checked = {
  /** The folder of an assembly; null to synthesise the commit. */
  readonly assembly: string | null;
  /** The folder of a repository; null if the assembly has no commit. */
  readonly repository: string | null;
  /** The commit that contributors are counted from; null for all of them. */
  readonly since: string | null;
  /** The plan for a project, which may name one, and what refuses that one. */
  readonly planFor: (project: Project) => { readonly plan: Plan; readonly refusals: readonly Refusal[] };
  /** What the installation allows beyond the plan. */
  readonly allowances: Allowances;
  /** The types that the sandbox's emulator can make, if the change goes there; null if nobody knows. @default it goes to AWS */
  readonly emulated?: () => Promise<ReadonlySet<string> | null>;
  /** Whose signatures count, if commits have to be signed. @default they need no signature */
  readonly signers?: Signers | null;
  /** What a commit is synthesised with, apart from its project and its output. */
  readonly synthesis: Pick<Synthesis, "context" | "cache" | "available" | "cdk">;
  /** Where the assembly of the commit is to stay, and is taken from if it is there. @default it is made anew, and goes */
  readonly keptIn?: (commit: Commit) => string;
};

/** A change that was checked, as `interlock check --json` prints it. */
export type CheckReport = RuleFindings & {
  /** Whether nothing refuses the change. What only the account can answer is in `unknown`. */
  readonly sound: boolean;
  readonly application: string;
  readonly plan: string;
  /** Owner and name; null without a repository. */
  readonly repository: string | null;
  readonly host: string | null;
  readonly commit: string | null;
  readonly subject: string | null;
  /** Addresses of everybody who contributed. */
  readonly people: readonly string[];
  /** Paths of the work tree that are no part of the change. */
  readonly uncommitted: readonly string[];
  /** Without a lock file: Interlock's own packages that the app was synthesised with, each as "name version". */
  readonly supplied: readonly string[];
  /** How many stacks each environment has. */
  readonly stacks: Readonly<Record<Environment, number>>;
};

/** A report, together with everything else that a submission needs. */
export type CheckedChange = {
  readonly report: CheckReport;
  readonly candidate: Candidate;
  /** The assets; none of a change that is refused. */
  readonly built: BuiltAssets;
  readonly commit: Commit | null;
  readonly plan: Plan;
};

/** Applies every rule to a change. It asks no account, and it reports every refusal at once. */
export async function checkChange(checked: Checked): Promise<CheckedChange> {
  const { repository, since, signers = null } = checked;
  const found = repository === null ? null : readCommit(resolve(repository), since, "HEAD", signers);
  const commit = found !== null && "commit" in found ? found.commit : null;
  const parsed = commit === null ? { project: {} } : parseProject(projectTextOf(commit));
  const project = "project" in parsed ? parsed.project : {};
  const refusals: Refusal[] = [found, parsed].flatMap((one) =>
    one !== null && "refusals" in one ? one.refusals : [],
  );
  const { plan, refusals: otherPlan } = checked.planFor(project);
  refusals.push(...otherPlan);
  const work = mkdtempSync(join(tmpdir(), "interlock-"));
  try {
    let assembly = checked.assembly;
    let supplied: readonly string[] = [];
    // What an app makes without its context and its folder says nothing about the commit.
    if (assembly === null && commit !== null && "project" in parsed) {
      const output = checked.keptIn?.(commit) ?? join(work, "assembly");
      const made = existsSync(join(output, "manifest.json"))
        ? { supplied }
        : await synthesiseCommit(commit, { ...checked.synthesis, project, output });
      if ("refusals" in made) refusals.push(...made.refusals);
      else {
        ({ supplied } = made);
        assembly = output;
      }
    }
    const name = commit?.repository.path ?? basename(resolve(checked.assembly ?? "."));
    const {
      candidate: read,
      assetManifests,
      refusals: unread,
    } = assembly === null ? nothing(name) : readAssembly(resolve(assembly), project, name);
    const demands = demandsOf(plan);
    const candidate = demands.unnamedParts === "told by types" ? withPartsAndNames(read) : read;
    const findings = findingsAbout(candidate, { demands, allowances: checked.allowances });
    const known = [
      ...refusals,
      ...unread,
      ...findings.refusals,
      ...resourcesNotEmulated(candidate, (await checked.emulated?.()) ?? null),
    ];
    // What the assembly's folder holds is built before the folder goes, and only if it will be submitted.
    const { built, refusals: unbuilt } =
      known.length > 0 ? { built: noAssets, refusals: [] } : await buildAssets(assetManifests);
    return {
      report: {
        ...reportOf(candidate, commit, plan, {
          refusals: [...known, ...unbuilt],
          unknown: findings.unknown,
        }),
        supplied,
      },
      candidate,
      built,
      commit,
      plan,
    };
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** The text of a commit's interlock.json, in the folder that was named; null if the commit has none. */
const projectTextOf = ({ folder, inside, commit: { sha } }: Commit): string | null =>
  textFromGit(folder, "show", `${sha}:${join(inside, projectFile)}`);

const nothing = (application: string): AssemblyRead => ({
  candidate: { application, environments: { development: [], staging: [], production: [] } },
  assetManifests: noManifests,
  refusals: [],
});

function reportOf(
  candidate: Candidate,
  commit: Commit | null,
  plan: Plan,
  { refusals, unknown }: RuleFindings,
): Omit<CheckReport, "supplied"> {
  const count = (environment: Environment) => candidate.environments[environment].length;
  return {
    sound: refusals.length === 0,
    refusals,
    unknown,
    application: candidate.application,
    plan: plan.documentId,
    repository: commit?.repository.path ?? null,
    host: commit?.repository.host ?? null,
    commit: commit?.commit.sha ?? null,
    subject: commit?.commit.subject ?? null,
    people: commit?.contributors.people.map(({ address }) => address) ?? [],
    uncommitted: commit?.uncommitted ?? [],
    stacks: { development: count("development"), staging: count("staging"), production: count("production") },
  };
}

const mostUncommitted = 10;

/** Paths that are not committed, on one line; no line without any. */
export function uncommittedInWords({ uncommitted }: Pick<Commit, "uncommitted">): readonly string[] {
  const more = uncommitted.length - mostUncommitted;
  return uncommitted.length === 0
    ? []
    : [
        visible(
          ` - not committed, so not part of the change: ${uncommitted.slice(0, mostUncommitted).join(", ")}${more > 0 ? ` and ${more} more` : ""}`,
        ),
      ];
}

/** What an app without a lock file was synthesised with, on one line; no line if nothing was supplied. */
export const suppliedInWords = ({ supplied }: Pick<CheckReport, "supplied">): readonly string[] =>
  supplied.length === 0
    ? []
    : [
        ` - no lock file, so nothing was installed: the app ran with Interlock's own ${supplied.join(", ")}. To choose versions yourself, run "npm install --package-lock-only" and commit package-lock.json`,
      ];

/** A report for people: the verdict first, then every refusal with what to do. */
export function reportInWords(report: CheckReport): readonly string[] {
  const { sound, refusals, unknown, application, plan, stacks } = report;
  const steps = environments.map((environment) => `${environment} ${stacks[environment]}`).join(", ");
  const verdict = sound ? "sound" : `refused: ${pluralize(refusals.length, "reason")}`;
  return [
    visible(`${verdict} (${application} under plan ${plan}; stacks: ${steps})`),
    ...refusals.map((refusal) => visible(` X ${inWords(refusal)}`)),
    ...unknown.map((one) => visible(` ? ${inWords(one)}`)),
    ...(plan === "21.03" && refusals.some(({ rule }) => rule === "stack-part" || rule === "missing-part")
      ? [" - plan 21.03 names the parts of an environment; for any other app, use --plan application"]
      : []),
    ...uncommittedInWords(report),
    ...suppliedInWords(report),
  ];
}
