import type { Digest } from "../../domain/canonical.ts";
import { planDigest } from "../../plan/schema.ts";
import { type AddCommand, type JsonOption, printResult, withJson } from "../command.ts";
import { confirmDefinition } from "../confirm-definition.ts";
import { readPlan } from "../submission/read-plan.ts";

/** How a plan is named: its document id, title and governing phase, and the digest that the Platform Owner approves. */
export type PlanName = {
  readonly documentId: string;
  readonly title: string;
  readonly governingPhase: string;
  readonly digest: Digest;
};

/**
 * Checks that a plan parses and that the state machine of this checkout carries it out.
 * @param file the plan's path; plan 21.03 without it.
 * @throws InvalidPlan with the path in the document, the value there and the allowed values.
 */
export function checkPlan(file?: string): PlanName {
  const plan = readPlan(file);
  confirmDefinition(plan);
  const { documentId, title, governingPhase } = plan;
  return { documentId, title, governingPhase, digest: planDigest(plan) };
}

/** Adds `interlock plan check`, `plan digest` and `plan show`. */
export const addCommand: AddCommand = (interlock, output) => {
  const plan = interlock.command("plan").description("the provisioning plan as data");
  withJson(plan.command("check [file]"))
    .description("check that a plan parses, keeps the order, and is carried out by the state machine")
    .action((file: string | undefined, options: JsonOption) => {
      const checked = checkPlan(file);
      const text = `${checked.documentId} "${checked.title}" (${checked.governingPhase}) is a valid plan with the digest ${checked.digest}`;
      printResult(output, options, checked, text);
    });
  withJson(plan.command("digest [file]"))
    .description("print the digest that the Platform Owner approves")
    .action((file: string | undefined, options: JsonOption) => {
      const digest = planDigest(readPlan(file));
      printResult(output, options, { digest }, digest);
    });
  withJson(plan.command("show [file]"))
    .description("print the plan as Interlock reads it, always as JSON")
    .action((file: string | undefined) => printResult(output, { json: true }, readPlan(file), ""));
};
