import { readFileSync } from "node:fs";
import type { Allowances } from "../../domain/change/rules/candidate.ts";
import { invalidInput } from "../../domain/errors.ts";
import { allowancesOf } from "../../settings/allowances.ts";
import { settingsSchema } from "../../settings/settings.ts";

/**
 * What the settings in a file allow beyond the plan.
 * @throws InvalidInput if the file cannot be read, or if it does not hold settings.
 */
export function readAllowances(path: string): Allowances {
  let document: unknown;
  try {
    document = JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    throw invalidInput(`the settings ${path} cannot be read (${String(error)}): name a JSON file`, error);
  }
  const parsed = settingsSchema.safeParse(document);
  if (parsed.success) return allowancesOf(parsed.data);
  const issues = parsed.error.issues.map(({ path: at, message }) => `${at.join(".")}: ${message}`);
  throw invalidInput(`${path} does not hold settings (${issues.join("; ")}): correct the file`);
}
