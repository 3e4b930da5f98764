import { invalidInput } from "../../domain/errors.ts";
import { emulatedTypes } from "../../sandbox/emulated-types.ts";
import { type AddCommand, type JsonOption, printResult, withJson, withRepository } from "../command.ts";
import { type CheckReport, checkChange, reportInWords } from "../submission/check-change.ts";
import { planOf, readPlan } from "../submission/read-plan.ts";
import { askedBy } from "../submission/read-settings.ts";
import { contextFor, synthesisHere } from "../submission/synthesis-here.ts";

/** The options of `interlock check`. */
export type CheckOptions = JsonOption & {
  readonly assembly?: string;
  readonly repository?: string;
  readonly plan?: string;
  readonly settings?: string;
  /** Also refuses what the sandbox's emulator cannot make. */
  readonly emulated?: boolean;
};

/**
 * Applies every rule to an assembly, to a commit that it synthesises, or to both. It needs neither AWS nor a sandbox.
 * @throws InvalidInput if neither is named, or if the plan or the settings cannot be read.
 */
export async function check({
  assembly,
  repository,
  plan,
  settings,
  emulated = false,
}: Omit<CheckOptions, "json">): Promise<CheckReport> {
  if (assembly === undefined && repository === undefined)
    throw invalidInput(
      "nothing to check: name an assembly with --assembly, or a repository with --repository",
    );
  const { report } = await checkChange({
    assembly: assembly ?? null,
    repository: repository ?? null,
    since: null,
    planFor: (project) => (plan === undefined ? planOf(project) : { plan: readPlan(plan), refusals: [] }),
    ...askedBy(settings),
    ...(emulated ? { emulated: emulatedTypes() } : {}),
    synthesis: synthesisHere(contextFor({ emulated })),
  });
  return report;
}

/** Adds `interlock check`. */
export const addCommand: AddCommand = (interlock, output) => {
  withRepository(withJson(interlock.command("check")))
    .description("apply every rule to a change, without AWS: exit code 0 sound, 1 refused")
    .option(
      "--assembly <folder>",
      "the cloud assembly that cdk synth wrote; without it, the commit is synthesised",
    )
    .option(
      "--plan <name>",
      "21.03, application, or the file of a plan; without it, the plan that interlock.json names",
    )
    .option("--settings <file>", "the settings of the installation, which name its accounts and exceptions")
    .option(
      "--emulated",
      "also refuse what the sandbox's emulator cannot make, once a sandbox has been started",
    )
    .action(async (options: CheckOptions) => {
      const report = await check(options);
      printResult(output, options, report, reportInWords(report).join("\n"));
      output.exitWith(report.sound ? 0 : 1);
    });
};
