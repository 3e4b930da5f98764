import * as z from "zod";
import { settingMissing } from "../domain/errors.ts";
import type { Settings } from "../ports/settings/port.ts";

const settingsSchema = z.strictObject({
  application: z.string(),
  approvers: z.array(
    z.strictObject({
      id: z.string(),
      name: z.string(),
      address: z.string(),
      identities: z.array(z.string()),
      oidc: z.strictObject({ issuer: z.string(), subject: z.string() }).optional(),
    }),
  ),
  platformOwner: z.string(),
  committers: z.array(z.string()),
  mailRelay: z.string().optional(),
  oidc: z.strictObject({ issuer: z.string(), clientId: z.string(), clientSecretName: z.string() }).optional(),
  waivers: z.array(z.strictObject({ check: z.string(), fact: z.string(), reason: z.string() })),
  quietSeconds: z.int(),
});

/**
 * A setting of this function, from its environment.
 * @throws SettingMissing when it is absent or empty.
 */
export function setting(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === "")
    throw settingMissing(
      `the setting ${name} is ${value === undefined ? "absent" : "empty"}: deploy the control plane again`,
    );
  return value;
}

/** A setting that is a JSON object of texts. Errors as `setting`. */
export const jsonSetting = (name: string): Readonly<Record<string, string>> =>
  parse(name, z.record(z.string(), z.string()));

/** The deployment's settings. Errors as `setting`. */
export const settings = (): Settings => ({
  ...parse("SETTINGS", settingsSchema),
  approvalsUrl: setting("APPROVALS_URL"),
});

function parse<T>(name: string, schema: z.ZodType<T>): T {
  const text = setting(name);
  try {
    return schema.parse(JSON.parse(text));
  } catch (error) {
    throw settingMissing(
      `the setting ${name} does not parse (${String(error)}): deploy the control plane again`,
      error,
    );
  }
}
