import { functionSettingsSchema } from "../../settings/settings.ts";
import { json, text, wire } from "../shared/wire.ts";
import type { access } from "./access.ts";
import type { Settings } from "./port.ts";

/** The port of a function, from its environment variables. */
export const settings = wire<typeof access>()(
  { SETTINGS: json(functionSettingsSchema), APPROVALS_URL: text },
  ({ SETTINGS, APPROVALS_URL }): Settings => ({ ...SETTINGS, approvalsUrl: APPROVALS_URL }),
);
