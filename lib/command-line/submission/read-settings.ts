import { readFileSync } from "node:fs";
import { type Allowances, noAllowances } from "../../domain/change/rules/candidate.ts";
import { invalidInput } from "../../domain/errors.ts";
import { allowancesOf } from "../../settings/allowances.ts";
import { parseSettings } from "../../settings/parse-settings.ts";
import type { InstallationSettings } from "../../settings/settings.ts";
import type { Signers } from "../../settings/signers.ts";

/**
 * The settings in a file.
 * @throws InvalidInput if the file cannot be read; SettingMissing if it does not hold settings.
 */
export function readAskedSettings(path: string): InstallationSettings {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    throw invalidInput(`the settings ${path} cannot be read (${String(error)}): name a JSON file`, error);
  }
  return parseSettings(path, text);
}

/** What the settings in a file ask of a change: what they allow beyond the plan, and whose signatures count. */
export type AskedOfChange = { readonly allowances: Allowances; readonly signers: Signers | null };

/** What the settings in a file ask of a change; without a file, nothing is allowed and nothing is signed. Throws as `readAskedSettings`. */
export function askedBy(path: string | undefined): AskedOfChange {
  if (path === undefined) return { allowances: noAllowances, signers: null };
  const settings = readAskedSettings(path);
  return { allowances: allowancesOf(settings), signers: settings.signers ?? null };
}
