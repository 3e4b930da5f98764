import { functionSettingsSchema } from "../../settings/settings.ts";
import type { Deployment } from "./access.ts";

/** The part of the settings that functions read, as JSON. */
export const settingsVariable = ({ settings }: Deployment): string =>
  JSON.stringify(functionSettingsSchema.strip().parse(settings));
