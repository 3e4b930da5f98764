import { readFileSync } from "node:fs";
import type { Allowances } from "../../domain/change/rules/candidate.ts";
import { invalidInput } from "../../domain/errors.ts";
import { allowancesOf } from "../../settings/allowances.ts";
import { parseSettings } from "../../settings/parse-settings.ts";
import type { InstallationSettings } from "../../settings/settings.ts";

/**
 * The settings in a file.
 * @throws InvalidInput if the file cannot be read; SettingMissing if it does not hold settings.
 */
export function readSettings(path: string): InstallationSettings {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    throw invalidInput(`the settings ${path} cannot be read (${String(error)}): name a JSON file`, error);
  }
  return parseSettings(path, text);
}

/** What the settings in a file allow beyond the plan. Throws as `readSettings`. */
export const readAllowances = (path: string): Allowances => allowancesOf(readSettings(path));
