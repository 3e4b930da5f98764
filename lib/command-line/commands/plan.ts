import { writeFileSync } from "node:fs";
import { Option } from "commander";
import type { Digest } from "../../domain/canonical.ts";
import { invalidInput } from "../../domain/errors.ts";
import { confirmWindows } from "../../plan/confirm-windows.ts";
import { type Plan, parsePlan, planDigest } from "../../plan/schema.ts";
import { withSignIn } from "../../plan/with-sign-in.ts";
import { type AddCommand, type JsonOption, printResult, withJson } from "../command.ts";
import { confirmDefinition } from "../confirm-definition.ts";
import { builtInPlans, readPlan } from "../submission/read-plan.ts";
import { writeNamedFile } from "../write-named-file.ts";

/** How a plan is named: its document id, title and governing phase, and the digest that the Platform Owner approves. */
export type PlanName = {
  readonly documentId: string;
  readonly title: string;
  readonly governingPhase: string;
  readonly digest: Digest;
};

function nameOf(plan: Plan): PlanName {
  const { documentId, title, governingPhase } = plan;
  return { documentId, title, governingPhase, digest: planDigest(plan) };
}

/** A plan that can be carried out, and what people should know of its freeze windows. */
export type CheckedPlan = PlanName & { readonly notes: readonly string[] };

/**
 * Checks that a plan parses, that its freeze windows leave time for changes, and that the state machine of this checkout
 * carries it out.
 * @param file the plan's path; plan 21.03 without it.
 * @throws InvalidPlan with the path in the document, the value there and the allowed values.
 */
export function checkPlan(file?: string): CheckedPlan {
  const plan = readPlan(file);
  confirmDefinition(plan);
  return { ...nameOf(plan), notes: confirmWindows(plan) };
}

/** The options of `interlock plan init`. */
export type PlanInitOptions = JsonOption & {
  readonly id: string;
  readonly from: string;
  /** Whether the gates of production ask for a sign-in. @default false */
  readonly signIn?: boolean;
};

/**
 * Writes a plan of one's own to a file: a built-in plan under another document id, to be edited.
 * @throws InvalidInput if the file exists already, or if the id is that of a built-in plan; InvalidPlan if the id is none.
 */
export function initPlan(
  file: string,
  { id, from, signIn = false }: Omit<PlanInitOptions, "json">,
): PlanName {
  if (builtInPlans.includes(id))
    throw invalidInput(`${id} is the document id of a built-in plan: choose another id`);
  const begun = signIn ? withSignIn(readPlan(from)) : readPlan(from);
  const text = `${JSON.stringify({ ...begun, documentId: id }, null, 2)}\n`;
  const plan = parsePlan(text);
  writeNamedFile(file, "name a new file", () => writeFileSync(file, text, { flag: "wx" }));
  return nameOf(plan);
}

/** Adds `interlock plan check`, `plan digest`, `plan show` and `plan init`. */
export const addCommand: AddCommand = (interlock, output) => {
  const plan = interlock.command("plan").description("the provisioning plan as data");
  withJson(plan.command("check [file]"))
    .description("check that a plan parses, keeps the order, and is carried out by the state machine")
    .action((file: string | undefined, options: JsonOption) => {
      const checked = checkPlan(file);
      const text = `${checked.documentId} "${checked.title}" (${checked.governingPhase}) is a valid plan with the digest ${checked.digest}`;
      printResult(
        output,
        options,
        checked,
        [text, ...checked.notes.map((note) => `note: ${note}`)].join("\n"),
      );
    });
  withJson(plan.command("digest [file]"))
    .description("print the digest that the Platform Owner approves")
    .action((file: string | undefined, options: JsonOption) => {
      const digest = planDigest(readPlan(file));
      printResult(output, options, { digest }, digest);
    });
  withJson(plan.command("init <file>"))
    .description("write a plan of your own, to be edited")
    .requiredOption("--id <id>", "its document id, which your settings name")
    .addOption(
      new Option("--from <plan>", "the built-in plan that it begins as")
        .choices(builtInPlans)
        .default("application"),
    )
    .option("--sign-in", "ask for a sign-in at the gates of production (docs/oidc.md)")
    .action((file: string, options: PlanInitOptions) => {
      const made = initPlan(file, options);
      printResult(
        output,
        options,
        made,
        `${file} is the plan ${made.documentId}: edit it, then "interlock plan check ${file}"`,
      );
    });
  withJson(plan.command("show [file]"))
    .description("print the plan as Interlock reads it, always as JSON")
    .action((file: string | undefined) => printResult(output, { json: true }, readPlan(file), ""));
};
