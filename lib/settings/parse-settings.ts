import { settingMissing } from "../domain/errors.ts";
import { findingsAboutWindows } from "../domain/freeze/findings.ts";
import { issuesInWords } from "../domain/issues.ts";
import { readJson } from "../domain/read-json.ts";
import { type InstallationSettings, settingsSchema } from "./settings.ts";

/**
 * The settings in a JSON text.
 * @param path the file that it comes from, for the error.
 * @throws SettingMissing naming the file, the path and the value seen.
 */
export function parseSettings(path: string, text: string): InstallationSettings {
  let document: unknown;
  try {
    document = readJson(text);
  } catch (error) {
    throw settingMissing(`the settings ${path} are not JSON (${String(error)}): correct the file`, error);
  }
  const parsed = settingsSchema.safeParse(document);
  if (parsed.success) return withOwner(path, parsed.data);
  throw settingMissing(
    `the settings ${path} do not parse: ${issuesInWords(parsed.error, document, "the file")}`,
  );
}

/** The Platform Owner must be a person of the directory, and the freeze windows must leave time for changes. */
function withOwner(path: string, settings: InstallationSettings): InstallationSettings {
  const { refusals } = findingsAboutWindows(settings.freezeWindows);
  if (refusals.length > 0)
    throw settingMissing(`the settings ${path} cannot be carried out: freezeWindows: ${refusals.join("; ")}`);
  if (settings.approvers.some(({ id }) => id === settings.platformOwner)) return settings;
  throw settingMissing(
    `the settings ${path} name ${settings.platformOwner} as the Platform Owner, but the directory has only ${settings.approvers.map(({ id }) => id).join(", ")}: add the person to the approvers`,
  );
}
