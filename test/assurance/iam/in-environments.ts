import { checksStatements, helperStatements } from "../../../lib/bootstrap/helper-template.ts";
import { environments } from "../../../lib/domain/environment.ts";
import { type EnvironmentPlace, roleArnOf } from "../../../lib/ports/shared/environments/roles.ts";
import {
  type Purpose,
  type PurposeName,
  purposes,
  sessionPolicyOf,
} from "../../../lib/ports/shared/environments/session-policies.ts";
import { type AccountRole, bootstrapRoles } from "../../simulator/accounts/bootstrap-roles.ts";
import { type Asked, allows, denies, type Statement } from "../../simulator/accounts/evaluate.ts";
import { managedPolicies } from "../../simulator/accounts/managed-policies.ts";
import { type ResourcePolicy, statementsOf } from "./policies.ts";
import { accounts, controlPlane, region } from "./template.ts";

/** The environments of the installation that is computed with. */
export const places: readonly EnvironmentPlace[] = environments.map((environment) => ({
  application: "interlock-reference",
  partition: "aws",
  urlSuffix: "amazonaws.com",
  environment,
  account: accounts[environment],
  region,
}));

/** A role that `interlock bootstrap` adds. Source: lib/bootstrap/helper-template.ts. */
const added = (
  role: "helper" | "checks",
  statements: readonly Statement[],
  place: EnvironmentPlace,
): AccountRole => ({
  arn: roleArnOf(role, place),
  trust: [
    { Effect: "Allow", Action: "sts:AssumeRole", Principal: { AWS: `arn:aws:iam::${controlPlane}:root` } },
  ],
  statements,
  unknown: [],
});

/** The roles of an environment's account: the standard bootstrap's, and those that `interlock bootstrap` adds. */
export const rolesAt = (
  place: EnvironmentPlace,
  executionPolicies?: readonly string[],
): readonly AccountRole[] => [
  ...bootstrapRoles(place, [controlPlane], executionPolicies),
  added("helper", helperStatements(place), place),
  added("checks", checksStatements(place), place),
];

const known = new Map(places.flatMap((place) => rolesAt(place).map((role) => [role.arn, role])));

/** A role of an environment's account. */
export const roleAt = (arn: string): AccountRole | undefined => known.get(arn);

/** Whom the roles of the environments' accounts let in, as policies on these roles. */
export const trustPolicies: readonly ResourcePolicy[] = [...known.values()].map(({ arn, trust }) => ({
  resource: arn,
  type: "AWS::IAM::Role",
  statements: trust,
}));

/** What a session policy and the managed policies beside it say; null for a session without any. */
export function narrowing(purpose: PurposeName, place: EnvironmentPlace): readonly Statement[] | null {
  const policy = sessionPolicyOf(purpose, place);
  if (policy === null) return null;
  const { managed: name } = purposes[purpose] as Purpose;
  return [...statementsOf(JSON.parse(policy)), ...(name === null ? [] : (managedPolicies[name] ?? []))];
}

/** A session in an environment: what it is for, and where. */
export type Session = { readonly purpose: PurposeName; readonly place: EnvironmentPlace };

const sessions: readonly (Session & { readonly key: string })[] = places.flatMap((place) =>
  (Object.keys(purposes) as PurposeName[]).map((purpose) => ({
    purpose,
    place,
    key: `${roleArnOf(purposes[purpose].role, place)} ${sessionPolicyOf(purpose, place)}`,
  })),
);

/** What a session was made for. @throws Error for one that no purpose makes. */
export function sessionOf(roleArn: string, policy: string | null): Session {
  const found = sessions.find(({ key }) => key === `${roleArn} ${policy}`);
  if (found === undefined)
    throw new Error(`no purpose makes a session of ${roleArn} with the policy ${policy}`);
  return found;
}

/** Why a request of a session is refused; null if it is allowed. Source: IAM user guide, "Session policies": both have to allow. */
export function refusalIn({ purpose, place }: Session, request: Asked, role = roleAt): string | null {
  const { statements = [] } = role(roleArnOf(purposes[purpose].role, place)) ?? {};
  const narrowed = narrowing(purpose, place);
  const [, bucketOf = place.account] = /:::cdk-\w+-assets-(\d{12})-/.exec(request.resource) ?? [];
  const asked: Asked = { ...request, context: { "aws:ResourceAccount": bucketOf, ...request.context } };
  if (!allows(statements, asked)) return "the role's policies do not allow it";
  if (narrowed === null) return null;
  if (denies(narrowed, asked)) return "the session policy denies it";
  return allows(narrowed, asked) ? null : "the session policy does not allow it";
}
