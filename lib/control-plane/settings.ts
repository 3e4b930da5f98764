import { readFileSync } from "node:fs";
import { settingMissing } from "../domain/errors.ts";
import { parseSettings } from "../settings/parse-settings.ts";
import type { InstallationSettings } from "../settings/settings.ts";

/**
 * The settings in a JSON file.
 * @throws SettingMissing if it cannot be read; otherwise as `parseSettings`.
 */
export function readSettings(path: string): InstallationSettings {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    throw settingMissing(
      `the settings ${path} cannot be read (${String(error)}): name a JSON file with -c settings=`,
      error,
    );
  }
  return parseSettings(path, text);
}
