import { environments } from "../domain/environment.ts";
import { invalidInput } from "../domain/errors.ts";
import { type Gate, gateRows, gates } from "../domain/gates.ts";
import type { Plan } from "../plan/schema.ts";
import { withSignIn } from "../plan/with-sign-in.ts";
import { settingsSchema } from "../settings/settings.ts";
import { readPlan } from "./submission/read-plan.ts";

/** What a person says of a new installation. */
export type InitialOptions = {
  readonly application: string;
  readonly owner: string;
  /** The accounts of control plane, development, staging and production, in this order. */
  readonly accounts: string;
  readonly region: string;
  readonly approver?: readonly string[];
  /** The identity provider at which production's approvers sign in, the client there, and `id=subject` of each of them. */
  readonly issuer?: string;
  readonly client?: string;
  readonly subject?: readonly string[];
  /** Whether mailboxes alone decide production. @default false */
  readonly mailboxes?: boolean;
};

/** The name under which Secrets Manager keeps the client's secret. */
export const clientSecretName = "interlock/oidc";
const placeNames = ["controlPlane", ...environments];
/** A trial's records can be deleted again; a person chooses COMPLIANCE. */
const trial = { retentionDays: 30, retentionMode: "GOVERNANCE" };

/** The approver ids that gates of the built-in plan name, in the gates' order. */
function approverIds(of: readonly Gate[] = gates): readonly string[] {
  const plan = readPlan();
  return [...new Set(of.flatMap((gate) => plan.gates[gate].approvers))];
}

/**
 * The places that `--accounts` names.
 * @throws InvalidInput unless they are four account ids.
 */
function placesIn(accounts: string, region: string): Readonly<Record<string, unknown>> {
  const ids = accounts.split(",").map((account) => account.trim());
  if (ids.length !== placeNames.length || !ids.every((id) => /^\d{12}$/.test(id)))
    throw invalidInput(
      `--accounts is "${accounts}": give four account ids of 12 digits with commas, of the control plane, development, staging and production; environments may share one`,
    );
  return Object.fromEntries(placeNames.map((name, index) => [name, { account: ids[index], region }]));
}

/** The values of options such as `--approver ID=ADDRESS`. */
const byId = (options: readonly string[]): ReadonlyMap<string, string> =>
  new Map(options.map((one) => [one.slice(0, one.indexOf("=")), one.slice(one.indexOf("=") + 1)]));

const planIdOf = (application: string): string => `${application}-plan`;

/** The plan of a new installation: 21.03 with a sign-in at production's gates, under a document id of its own. */
export const initialPlan = ({ application }: Pick<InitialOptions, "application">): Plan => ({
  ...withSignIn(readPlan()),
  documentId: planIdOf(application),
});

/** How production's approvers sign in. Without a sign-in, a person has chosen that mailboxes decide. */
function signInFor({
  issuer = "",
  client = "",
  subject = [],
  mailboxes = false,
}: Pick<InitialOptions, "issuer" | "client" | "subject" | "mailboxes">): {
  readonly oidc: { readonly oidc?: object };
  readonly subjectOf: (id: string) => object;
} {
  if (mailboxes) {
    if (issuer !== "" || client !== "" || subject.length > 0)
      throw invalidInput(
        "--mailboxes says that nobody signs in, and --issuer, --client and --subject say how: leave one of them out",
      );
    return { oidc: {}, subjectOf: () => ({}) };
  }
  const known = byId(subject);
  const missing = [
    ...(issuer === "" ? ["--issuer URL"] : []),
    ...(client === "" ? ["--client ID"] : []),
    ...approverIds(gates.filter((gate) => gateRows[gate].environment === "production"))
      .filter((id) => (known.get(id) ?? "") === "")
      .map((id) => `--subject ${id}=SUBJECT`),
  ];
  if (missing.length > 0)
    throw invalidInput(
      `production's approvers sign in, and it is not said how: add ${missing.join(" ")} (docs/oidc.md), or, for a trial, have mailboxes decide with --mailboxes`,
    );
  return {
    oidc: { oidc: { issuer, clientId: client, clientSecretName } },
    subjectOf: (id) => (known.has(id) ? { oidc: { issuer, subject: known.get(id) } } : {}),
  };
}

/**
 * The settings of a new installation: the approvers that the plan names, each with an address.
 * @param door the setting that lets a repository in.
 * @throws InvalidInput if an address is missing, or if a value is not allowed.
 */
export function settingsFor(
  { application, owner, approver = [], accounts, region, ...signIn }: InitialOptions,
  door: object = {},
): unknown {
  const given = byId(approver);
  const [first = "platform-owner", ...others] = approverIds();
  const addressOf = (id: string): string => given.get(id) ?? (id === first ? owner : "");
  const missing = others.filter((id) => addressOf(id) === "");
  if (missing.length > 0)
    throw invalidInput(
      `the plan asks ${missing.join(", ")}, and none may approve a commit of their own: give each a mailbox with ${missing.map((id) => `--approver ${id}=ADDRESS`).join(" ")}`,
    );
  const { oidc, subjectOf } = signInFor(signIn);
  const people = [first, ...others].map((id) => ({
    id,
    name: id.replaceAll("-", " ").replace(/\b[a-z]/g, (letter) => letter.toUpperCase()),
    address: addressOf(id),
    identities: [addressOf(id)],
    ...subjectOf(id),
  }));
  const places = placesIn(accounts, region);
  const settings = {
    application,
    accounts: places,
    platformOwner: first,
    approvers: people,
    committers: [`*@${owner.slice(owner.indexOf("@") + 1)}`],
    ...oidc,
    ...(oidc.oidc === undefined ? {} : { plan: planIdOf(application) }),
    ...door,
    waivers: [],
    quietSeconds: 90,
    ...trial,
  };
  const parsed = settingsSchema.safeParse(settings);
  if (parsed.success) return settings;
  throw invalidInput(
    parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("; "),
  );
}
