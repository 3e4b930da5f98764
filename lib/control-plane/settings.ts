import { readFileSync } from "node:fs";
import * as z from "zod";
import { settingMissing } from "../domain/errors.ts";

const schema = z.strictObject({
  application: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,30}$/)
    .refine((name) => !/-(development|staging|production)$/.test(name), {
      error: "must not end like an environment: what belongs to whom is told by names",
    }),
  /** Where approvers reach the pages; `{apiId}` stands for the HTTP API's id. Absent: the API's own address. */
  approvalsUrl: z.string().optional(),
  approvers: z
    .array(
      z.strictObject({
        id: z.string().regex(/^[a-z][a-z0-9-]{1,62}$/),
        name: z.string().min(1),
        address: z.email(),
        /** Every address under which the person commits. Without one nobody can tell, and the person cannot decide. */
        identities: z.array(z.email()),
        /** How the identity provider names the person, for gates that ask for a sign-in. */
        oidc: z.strictObject({ issuer: z.url(), subject: z.string().min(1) }).optional(),
      }),
    )
    .min(1),
  /** The approver id of the one person who locks plans, and is told when something is in trouble. */
  platformOwner: z.string(),
  /** Addresses, or `*@domain`, of people who commit and approve nothing. */
  committers: z.array(z.string().regex(/^[^@\s]+@[^@\s]+$/)).default([]),
  /** Where approvers sign in, for gates whose plan asks for it; the client's secret is kept in Secrets Manager. */
  oidc: z
    .strictObject({
      issuer: z.url(),
      clientId: z.string().min(1),
      clientSecretName: z.string().regex(/^[\w/+=.@-]+$/),
    })
    .optional(),
  /** Mails go to this relay instead of by e-mail: a sandbox's. */
  mailRelay: z.url().optional(),
  waivers: z.array(z.strictObject({ check: z.string(), fact: z.string(), reason: z.string().min(10) })),
  /**
   * How long after the first look that finds nothing left of a rolled-back environment the second comes: longer than any
   * call of a function lives, so that nothing it sent comes after the proof.
   */
  quietSeconds: z.int().min(1).max(600).default(90),
  /** How long the second copy of the records cannot be deleted by anybody. */
  retentionDays: z.int().min(1),
  /** COMPLIANCE: nobody at all, not even the account's owner. GOVERNANCE: nobody without a right that no role of ours has. */
  retentionMode: z.enum(["COMPLIANCE", "GOVERNANCE"]).default("COMPLIANCE"),
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
  if (parsed.success) return withOwner(path, parsed.data);
  throw settingMissing(
    `the settings ${path} do not parse: ${parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`).join("; ")}`,
  );
}

/** The Platform Owner is a person of the directory. */
function withOwner(path: string, settings: ControlPlaneSettings): ControlPlaneSettings {
  if (settings.approvers.some(({ id }) => id === settings.platformOwner)) return settings;
  throw settingMissing(
    `the settings ${path} name ${settings.platformOwner} as the Platform Owner, who is none of ${settings.approvers.map(({ id }) => id).join(", ")}: add the person to the approvers`,
  );
}
