import { readFileSync } from "node:fs";
import { settingMissing } from "../domain/errors.ts";
import { type InstallationSettings, settingsSchema } from "../settings/settings.ts";

/**
 * The settings in a JSON file.
 * @throws SettingMissing naming the file, the path and the value seen.
 */
export function readSettings(path: string): InstallationSettings {
  let document: unknown;
  try {
    document = JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    throw settingMissing(
      `the settings ${path} cannot be read (${String(error)}): name a JSON file with -c settings=`,
      error,
    );
  }
  const parsed = settingsSchema.safeParse(document);
  if (parsed.success) return withOwner(path, parsed.data);
  throw settingMissing(
    `the settings ${path} do not parse: ${parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`).join("; ")}`,
  );
}

/** The Platform Owner must be a person of the directory. */
function withOwner(path: string, settings: InstallationSettings): InstallationSettings {
  if (settings.approvers.some(({ id }) => id === settings.platformOwner)) return settings;
  throw settingMissing(
    `the settings ${path} name ${settings.platformOwner} as the Platform Owner, but the directory has only ${settings.approvers.map(({ id }) => id).join(", ")}: add the person to the approvers`,
  );
}
