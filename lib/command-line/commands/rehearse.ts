import {
  type AddCommand,
  type JsonOption,
  printResult,
  progressOutput,
  withJson,
  withRepository,
} from "../command.ts";
import { type RehearseOptions, rehearse } from "../rehearsal/rehearse.ts";

/** Adds `interlock rehearse`. */
export const addCommand: AddCommand = (interlock, output) => {
  withRepository(withJson(interlock.command("rehearse")))
    .description("make something fail on purpose, and check what is left of each environment")
    .option("--reject <gate>", "an approver rejects this gate")
    .option("--expire <gate>", "no approver answers this gate in time")
    .option("--refuse <environment/step>", "CloudFormation refuses this step")
    .option("--fail <environment/step>", "this step fails during its deployment")
    .option("--invalid <environment/step>", "a check of this step never holds")
    .option("--abort <environment>", "the execution is stopped from outside in this environment's phase")
    .option("--all", "rehearse each of these failures, one after the other")
    .option(
      "--here",
      "rehearse in the sandbox or installation that exists; its records then show the rehearsal",
    )
    .option("--keep", "keep the rehearsal's sandbox")
    .option("--sandbox <name>", "the rehearsal's sandbox; an existing one is replaced")
    .action(async (options: RehearseOptions & JsonOption) => {
      const { json: _, ...rehearsal } = options;
      const rehearsed = await rehearse(rehearsal, progressOutput(output, options));
      if (options.json === true) printResult(output, options, rehearsed, "");
      output.exitWith(rehearsed.every(({ problems }) => problems.length === 0) ? 0 : 1);
    });
};
