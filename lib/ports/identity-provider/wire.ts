import { functionSettingsSchema } from "../../settings/settings.ts";
import { json, text, wire } from "../shared/wire.ts";
import type { access } from "./access.ts";
import { identityProviderAt } from "./aws.ts";

/** The port of a function, from its environment variables. */
export const identityProvider = wire<typeof access>()(
  { SETTINGS: json(functionSettingsSchema), APPROVALS_URL: text },
  ({ SETTINGS, APPROVALS_URL }) => identityProviderAt(SETTINGS.oidc, `${APPROVALS_URL}/sign-in`),
);
