import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { type Findings, inWords, type Refusal } from "../../domain/change/refusal.ts";
import type { Allowances, Candidate } from "../../domain/change/rules/candidate.ts";
import { findingsAbout } from "../../domain/change/rules/rules.ts";
import { environments } from "../../domain/environment.ts";
import { demandsOf } from "../../plan/demands.ts";
import type { Plan } from "../../plan/schema.ts";
import { visible } from "../../text/visible.ts";
import { type Project, readProject } from "./project.ts";
import { readAssembly } from "./read-assembly.ts";
import { type Commit, readCommit } from "./read-commit.ts";
import { type Synthesis, synthesiseCommit } from "./synthesise-commit.ts";

/** What is checked: an assembly that somebody synthesised, a repository whose commit is synthesised, or both together. */
export type Checked = {
  readonly assembly: string | null;
  readonly repository: string | null;
  /** The commit that contributors are counted from; null for all of them. */
  readonly since: string | null;
  /** The plan for a project; it may name one. */
  readonly planFor: (project: Project) => Plan;
  readonly allowances: Allowances;
  /** What a commit is synthesised with, apart from its project and its output. */
  readonly synthesis: Pick<Synthesis, "context" | "cache" | "known" | "cdk">;
};

/** A change that was checked, as `interlock check --json` prints it. */
export type CheckReport = Findings & {
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
  /** How many stacks each environment has. */
  readonly stacks: Readonly<Record<(typeof environments)[number], number>>;
};

/** A report with everything that a submission needs besides. */
export type CheckedChange = {
  readonly report: CheckReport;
  readonly candidate: Candidate;
  readonly commit: Commit | null;
  readonly plan: Plan;
};

/** Applies every rule to a change. It asks no account, and it reports every refusal at once. */
export async function checkChange(checked: Checked): Promise<CheckedChange> {
  const read = checked.repository === null ? null : readCommit(resolve(checked.repository), checked.since);
  const commit = read !== null && "commit" in read ? read.commit : null;
  const found = readProject(commit === null ? process.cwd() : join(commit.folder, commit.inside));
  const project = commit !== null && "project" in found ? found.project : {};
  const refusals: Refusal[] = [
    ...(read !== null && "refusals" in read ? read.refusals : []),
    ...(commit !== null && "refusals" in found ? found.refusals : []),
  ];
  const work = mkdtempSync(join(tmpdir(), "interlock-"));
  try {
    let assembly = checked.assembly;
    if (assembly === null && commit !== null) {
      const output = join(work, "assembly");
      const missing = await synthesiseCommit(commit, { ...checked.synthesis, project, output });
      refusals.push(...missing);
      if (missing.length === 0) assembly = output;
    }
    const plan = checked.planFor(project);
    const name = commit?.repository.path ?? basename(resolve(checked.assembly ?? "."));
    const found = assembly === null ? null : readAssembly(resolve(assembly), project, name);
    const candidate = found?.candidate ?? nothing(name);
    const findings =
      found === null
        ? { refusals: [], unknown: [] }
        : findingsAbout(candidate, { demands: demandsOf(plan), allowances: checked.allowances });
    const all = [...refusals, ...(found?.refusals ?? []), ...findings.refusals];
    return {
      report: reportOf(candidate, commit, plan, { refusals: all, unknown: findings.unknown }),
      candidate,
      commit,
      plan,
    };
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

const nothing = (application: string): Candidate => ({
  application,
  environments: { development: [], staging: [], production: [] },
});

function reportOf(
  candidate: Candidate,
  commit: Commit | null,
  plan: Plan,
  { refusals, unknown }: Findings,
): CheckReport {
  const count = (environment: (typeof environments)[number]) => candidate.environments[environment].length;
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

/** A report for people: the verdict first, then every refusal with what to do, grouped by rule. */
export function reportInWords(report: CheckReport): readonly string[] {
  const { sound, refusals, unknown, uncommitted, application, plan, stacks } = report;
  const steps = environments.map((environment) => `${environment} ${stacks[environment]}`).join(", ");
  return [
    sound
      ? `sound: ${application} under plan ${plan} (stacks: ${steps})`
      : `refused: ${refusals.length === 1 ? "1 reason" : `${refusals.length} reasons`} (${application} under plan ${plan})`,
    ...refusals.map((refusal) => ` X ${inWords(refusal)}`),
    ...unknown.map((one) => ` ? ${inWords(one)}`),
    ...(uncommitted.length === 0
      ? []
      : [
          ` - not committed, so no part of the change: ${uncommitted.slice(0, 10).join(", ")}${uncommitted.length > 10 ? ` and ${uncommitted.length - 10} more` : ""}`,
        ]),
  ].map(visible);
}
