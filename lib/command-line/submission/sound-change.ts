import { noAllowances } from "../../domain/change/rules/candidate.ts";
import { invalidChange } from "../../domain/errors.ts";
import type { Plan } from "../../plan/schema.ts";
import { type Assembly, assemblyOf } from "./assembly.ts";
import { type Checked, type CheckReport, checkChange, reportInWords } from "./check-change.ts";
import type { Project } from "./project.ts";
import type { Commit } from "./read-commit.ts";
import { synthesisHere } from "./synthesis-here.ts";

/** A commit with its assembly and its plan, which broke no rule. */
export type SoundChange = Pick<CheckReport, "supplied"> & {
  readonly commit: Commit;
  readonly assembly: Assembly;
  readonly plan: Plan;
};

/** What is submitted, and to what kind of installation. */
export type Submitted = Pick<Checked, "since" | "signers" | "keptIn" | "emulated"> & {
  readonly repository: string;
  /** The assembly that a pipeline made of the commit; null to synthesise it here. */
  readonly assembly: string | null;
  /** The plan that the installation carries out. */
  readonly plan: Plan;
  /** Context for the synthesis, which overrides the project's. */
  readonly context: Readonly<Record<string, string>>;
  /** @default noAllowances */
  readonly allowances?: Checked["allowances"];
};

/**
 * Applies every rule to what is submitted. It asks no account, so that a change that breaks a rule is refused before
 * anything is deployed for it.
 * @throws InvalidChange with every refusal, one line each.
 */
export async function soundChange({
  repository,
  assembly,
  plan: bound,
  since,
  context,
  allowances = noAllowances,
  keptIn,
  signers = null,
  emulated,
}: Submitted): Promise<SoundChange> {
  const { report, candidate, built, commit, plan } = await checkChange({
    repository,
    assembly,
    since,
    allowances,
    signers,
    ...(emulated === undefined ? {} : { emulated }),
    planFor: planOfInstallation(bound),
    synthesis: synthesisHere(context),
    ...(keptIn === undefined ? {} : { keptIn }),
  });
  if (commit === null || !report.sound) throw invalidChange(reportInWords(report).join("\n"));
  return { commit, assembly: assemblyOf(candidate, built), plan, supplied: report.supplied };
}

/** An installation carries out one plan. A commit cannot choose another one. */
const planOfInstallation =
  (bound: Plan) =>
  ({ plan = bound.documentId }: Project): ReturnType<Checked["planFor"]> => ({
    plan: bound,
    refusals:
      plan === bound.documentId
        ? []
        : [
            {
              rule: "plan-bound",
              where: "interlock.json",
              seen: `it names the plan ${plan}`,
              todo: `this installation carries out plan ${bound.documentId}: leave the field out, or name that plan`,
            },
          ],
  });
