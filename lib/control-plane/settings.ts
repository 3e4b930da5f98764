import { readFileSync } from "node:fs";
import * as z from "zod";
import { settingMissing } from "../domain/errors.ts";

const schema = z.strictObject({
  application: z.string().regex(/^[a-z][a-z0-9-]{0,30}$/),
  /** Where approvers reach the pages; `{apiId}` stands for the HTTP API's id. Absent: the API's own address. */
  approvalsUrl: z.string().optional(),
  approvers: z
    .array(
      z.strictObject({
        id: z.string().regex(/^[a-z][a-z0-9-]{1,62}$/),
        name: z.string().min(1),
        address: z.email(),
        identities: z.array(z.email()),
      }),
    )
    .min(1),
  waivers: z.array(z.strictObject({ check: z.string(), fact: z.string(), reason: z.string().min(10) })),
  /** How long the second copy of the records cannot be deleted by anybody. */
  retentionDays: z.int().min(1),
});

/** What an installation of the control plane is told. */
export type ControlPlaneSettings = z.infer<typeof schema>;

/**
 * The settings in a JSON file.
 * @throws SettingMissing naming the file, the path and the value seen.
 */
export function readSettings(path: string): ControlPlaneSettings {
  let document: unknown;
  try {
    document = JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    throw settingMissing(
      `the settings ${path} cannot be read (${String(error)}): name a JSON file with -c settings=`,
      error,
    );
  }
  const parsed = schema.safeParse(document);
  if (parsed.success) return parsed.data;
  throw settingMissing(
    `the settings ${path} do not parse: ${parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`).join("; ")}`,
  );
}
