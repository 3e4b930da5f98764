import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Refusal } from "../../domain/change/refusal.ts";
import { invalidInput, isInterlockError } from "../../domain/errors.ts";
import { confirmAnswered } from "../../plan/confirm-answered.ts";
import { confirmWindows } from "../../plan/confirm-windows.ts";
import { type Plan, parsePlan } from "../../plan/schema.ts";
import { type Project, projectFile } from "./project.ts";

/** The plans of this checkout, by their document ids. */
const builtIn: Readonly<Record<string, URL>> = {
  "21.03": new URL("../../plan/21.03.json", import.meta.url),
  application: new URL("../../plan/application.json", import.meta.url),
};

/** The document id of the plan that is used if nothing else is named. */
export const defaultPlan = "21.03";

/** The document ids of the built-in plans. */
export const builtInPlans: readonly string[] = Object.keys(builtIn);

/** Where a repository keeps the plan of its installation, if that is not a built-in one. */
export const planFile = "interlock/plan.json";

/** The name of the plan with a document id, for `readPlan`: the id of a built-in plan, or the file in the repository. */
export const planIn = (repository: string, documentId: string): string =>
  Object.hasOwn(builtIn, documentId) ? documentId : join(repository, planFile);

/** The plan that a project names, or 21.03 with a refusal: what a commit names is no error of whoever checks it. */
export function planOf({ plan: name }: Pick<Project, "plan">): {
  readonly plan: Plan;
  readonly refusals: readonly Refusal[];
} {
  try {
    return { plan: readPlan(name), refusals: [] };
  } catch (error) {
    if (!isInterlockError(error)) throw error;
    const refusal = {
      rule: "project-file",
      where: projectFile,
      seen: error.message,
      todo: `name ${builtInPlans.join(" or ")}, or the file of a plan`,
    };
    return { plan: readPlan(), refusals: [refusal] };
  }
}

/**
 * The plan of that name, 21.03 without one: a built-in one by its document id, or a file.
 * @throws InvalidInput if the file cannot be read; InvalidPlan if it is not a plan, if nothing answers a check of it, or if
 * its freeze windows cannot be carried out.
 */
export function readPlan(name: string = defaultPlan): Plan {
  let text: string;
  try {
    const path = Object.hasOwn(builtIn, name) ? (builtIn[name] as URL) : name;
    if (!statSync(path).isFile()) throw new Error("it is no regular file");
    text = readFileSync(path, "utf8");
  } catch (error) {
    throw invalidInput(
      `the plan ${name} cannot be read (${String(error)}): name ${builtInPlans.join(" or ")}, or the file of a plan`,
      error,
    );
  }
  const plan = parsePlan(text);
  confirmAnswered(plan);
  confirmWindows(plan);
  return plan;
}
