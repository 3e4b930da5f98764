import { readFileSync } from "node:fs";
import { invalidInput } from "../../domain/errors.ts";
import { type Plan, parsePlan } from "../../plan/schema.ts";

/**
 * The plan in a file; without a path, plan 21.03 of this checkout.
 * @throws InvalidInput if the file cannot be read; InvalidPlan if it is not a plan.
 */
export function readPlan(path: string | URL = new URL("../../plan/21.03.json", import.meta.url)): Plan {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    throw invalidInput(`${path} cannot be read (${String(error)}): name the file of a plan`, error);
  }
  return parsePlan(text);
}
