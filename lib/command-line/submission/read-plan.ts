import { readFileSync } from "node:fs";
import { invalidInput } from "../../domain/errors.ts";
import { type Plan, parsePlan } from "../../plan/schema.ts";

const builtIn = new URL("../../plan/21.03.json", import.meta.url);

/** The document id of the plan that is used if nothing else is named. */
export const defaultPlan = "21.03";

/**
 * The plan in a file; without a path, plan 21.03 of this checkout.
 * @throws InvalidInput if the file cannot be read; InvalidPlan if it is not a plan.
 */
export function readPlan(path: string | URL = builtIn): Plan {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    throw invalidInput(`${path} cannot be read (${String(error)}): name the file of a plan`, error);
  }
  return parsePlan(text);
}

/**
 * The plan of that name, which is a built-in one or a file.
 * @throws InvalidInput for a built-in plan that this version does not have; otherwise as `readPlan`.
 */
export function planNamed(name: string): Plan {
  if (name === "application")
    throw invalidInput(
      "the built-in plan application is not part of this version: name 21.03, or the file of a plan",
    );
  return name === defaultPlan ? readPlan() : readPlan(name);
}
