import { environments } from "../../../lib/domain/environment.ts";
import { type EnvironmentPlace, executionRoleArnOf } from "../../../lib/ports/shared/environments/roles.ts";
import type { Statement } from "../../simulator/accounts/evaluate.ts";
import { waysIn } from "../iam/compute.ts";
import { places, rolesAt, trustPolicies } from "../iam/in-environments.ts";
import { named, type Policies, type Principal, type Role, refusal } from "../iam/policies.ts";
import { accounts, controlPlane, type Deployed, ofType, type Resource, regional } from "../iam/template.ts";
import { type Attack, type Outcome, went, without } from "./attack.ts";
import { harm, reserved } from "./harm.ts";

/** Whoever a commit can become, in each environment's account. By its own account's policies it may do everything. */
type Attacker = { readonly name: string; readonly principals: readonly Caller[] };
type Caller = Principal & { readonly role: string };

const everything: readonly Statement[] = [{ Effect: "Allow", Action: "*", Resource: "*" }];
const strangersAccount = "666666666666";
const administrator = (account: string, role: string) => ({
  role: `arn:aws:iam::${account}:role/${role}`,
  account,
});

const inEachEnvironment = (roleOf: (place: EnvironmentPlace) => string): readonly Caller[] =>
  places.map((place) => administrator(place.account, roleOf(place)));

/**
 * Administrators of the environments' accounts: CloudFormation's roles, roles that a template made, and roles that bear names
 * of ours. And one of an account that has nothing to do with us.
 */
const attackers: readonly Attacker[] = [
  {
    name: "CloudFormation's role of each environment",
    principals: places.map((place) => ({ role: executionRoleArnOf(place), account: place.account })),
  },
  {
    name: "an administrator that a template made",
    principals: inEachEnvironment(({ environment }) => `interlock-reference-${environment}-administrator`),
  },
  {
    name: "a role with the name of our break-glass role",
    principals: inEachEnvironment(() => "interlock-break-glass"),
  },
  {
    name: "a role with the name of the function that decides",
    principals: inEachEnvironment(() => "interlock-reference-decide"),
  },
  { name: "a stranger's administrator", principals: [administrator(strangersAccount, "administrator")] },
];

const aboutObjects = /Object|Retention/;
const short = (type: string): string => type.split("::").slice(1).join(" ");

/** Every attacker asks for every harm to every resource of a type of the control plane. */
function fromOutside(control: Deployed, policies: Policies): readonly Attack[] {
  return Object.entries(harm).flatMap(([type, [finding, actions]]) => {
    const resources = ofType(control, type);
    return attackers.map(
      ({ name, principals }): Attack => ({
        finding,
        where: "computed IAM",
        variant: `${name} asks for ${actions.length} actions on each ${short(type)} of the control plane`,
        carryOut: () =>
          allRefused(
            principals.flatMap((principal) =>
              resources.flatMap((target) =>
                actions.map((action) => ({
                  asked: `${principal.role}: ${action} on ${target.arn}`,
                  why: refusalOf(policies, principal, target, action),
                })),
              ),
            ),
          ),
      }),
    );
  });
}

function refusalOf(
  policies: Policies,
  principal: Caller,
  { arn, type, properties }: Resource,
  action: string,
): string | null {
  if (action === "sts:AssumeRole") return trustRefusal(properties["AssumeRolePolicyDocument"], principal);
  const resource = type === "AWS::S3::Bucket" && aboutObjects.test(action) ? `${arn}/by-digest/x` : arn;
  return refusal(policies, principal, everything, { action, resource });
}

/** A role is assumed by whom its trust policy names; across accounts nobody else's policy helps. */
const trustRefusal = (document: unknown, principal: Principal): string | null =>
  ((document as { readonly Statement: readonly Statement[] }).Statement ?? []).some(
    (statement) => statement.Effect === "Allow" && named(statement, principal) !== null,
  )
    ? null
    : "the role does not trust it";

/** Nothing was asked, nothing was shown: an empty list is no success. */
function allRefused(asked: readonly { readonly asked: string; readonly why: string | null }[]): Outcome {
  const passed = asked.filter(({ why }) => why === null);
  if (asked.length === 0) return went("could not be tried: there is nothing of that kind");
  if (passed.length > 0) return went(passed.map((one) => one.asked).join(", "));
  const reasons = [...new Set(asked.map(({ why }) => why))].join("; ");
  return without(`${asked.length} requests refused: ${reasons}`);
}

/** Each function of an environment, taken over, tries the roles of the other environments and of the control plane. */
const acrossEnvironments = ({ roles }: Policies): readonly Attack[] =>
  environments.flatMap((environment) => {
    const own = roles.filter(({ name }) => name.endsWith(`-${environment}`));
    const others = [
      ...places.filter((place) => place.environment !== environment).flatMap((place) => rolesAt(place)),
    ].map(({ arn }) => arn);
    const asks = (targets: readonly string[], actions: readonly string[]): Outcome =>
      allRefused(
        own.flatMap((role) =>
          targets.flatMap((resource) =>
            actions.map((action) => ({
              asked: `${role.name}: ${action} on ${resource}`,
              why: refusal({ resourcePolicies: [] }, at(role), role.statements, { action, resource }),
            })),
          ),
        ),
      );
    return [
      {
        finding: 2,
        where: "computed IAM",
        variant: `a function of ${environment} that was taken over assumes a role of another environment`,
        carryOut: () => asksAcross(own, others),
      },
      {
        finding: 2,
        where: "computed IAM",
        variant: `a function of ${environment} that was taken over makes itself an administrator of the control plane`,
        carryOut: () =>
          asks(
            roles.map(({ arn }) => arn),
            [
              "iam:PassRole",
              "iam:PutRolePolicy",
              "iam:AttachRolePolicy",
              "iam:UpdateAssumeRolePolicy",
              "sts:AssumeRole",
            ],
          ),
      },
    ] satisfies Attack[];
  });

const at = ({ arn }: Role) => ({ role: arn, account: controlPlane });

/** The other account's roles trust the control plane's account, so the function's own policy has to stop it. */
const asksAcross = (own: readonly Role[], targets: readonly string[]): Outcome =>
  allRefused(
    own.flatMap((role) =>
      targets.map((resource) => ({
        asked: `${role.name} assumes ${resource}`,
        why: refusal({ resourcePolicies: trustPolicies }, at(role), role.statements, {
          action: "sts:AssumeRole",
          resource,
        }),
      })),
    ),
  );

const fromInside = (control: Deployed, policies: Policies): readonly Attack[] =>
  reserved.map(
    ({ finding, what, action, type, like = /./, may }): Attack => ({
      finding,
      where: "computed IAM",
      variant: `each function${may.length === 0 ? "" : ` but ${may.join(", ")}`}, taken over, ${what}`,
      carryOut: () => {
        const resources = ofType(control, type).filter(({ id }) => like.test(id));
        return allRefused(
          policies.roles
            .filter(({ name }) => !may.includes(name))
            .flatMap((role) =>
              resources.map(({ arn }) => {
                const resource = action.includes("Object") ? `${arn}/by-digest/x` : arn;
                return {
                  asked: `${role.name}: ${action} on ${resource}`,
                  why: refusal(policies, at(role), role.statements, {
                    action,
                    resource,
                    // A put that is to replace something says neither.
                    context: { "s3:ObjectCreationOperation": "true" },
                  }),
                };
              }),
            ),
        );
      },
    }),
  );

/** Even an administrator of the control plane's account cannot take records away: the buckets' policies deny it to everyone. */
const byOurAdministrator = (control: Deployed, policies: Policies): readonly Attack[] =>
  [
    "s3:DeleteObject",
    "s3:DeleteObjectVersion",
    "s3:PutObjectRetention",
    "s3:BypassGovernanceRetention",
    "s3:PutObject",
  ].map(
    (action): Attack => ({
      finding: 16,
      where: "computed IAM",
      variant: `an administrator of the control plane's account asks for ${action} on a record`,
      carryOut: () =>
        allRefused(
          ofType(control, "AWS::S3::Bucket")
            .filter(({ properties }) => properties["ObjectLockEnabled"] === true)
            .map(({ arn }) => ({
              asked: `${action} on ${arn}`,
              why: refusal(policies, administrator(controlPlane, "administrator"), everything, {
                action,
                resource: `${arn}/by-digest/x`,
                context: { "s3:ObjectCreationOperation": "true" },
              }),
            })),
        ),
    }),
  );

/** A service of AWS that an attacker has act on our resources from the attacker's own account. */
const confusedDeputies = (control: Deployed, policies: Policies): readonly Attack[] =>
  (
    [
      ["sns", "sqs:SendMessage", "AWS::SQS::Queue"],
      ["events", "sqs:SendMessage", "AWS::SQS::Queue"],
      ["events", "lambda:InvokeFunction", "AWS::Lambda::Function"],
      ["apigateway", "lambda:InvokeFunction", "AWS::Lambda::Function"],
      ["s3", "lambda:InvokeFunction", "AWS::Lambda::Function"],
      ["cloudwatch", "sns:Publish", "AWS::SNS::Topic"],
      ["events", "events:PutEvents", "AWS::Events::EventBus"],
    ] as const
  ).map(
    ([service, action, type]): Attack => ({
      finding: 2,
      where: "computed IAM",
      variant: `${service} acts for an environment's account: ${action} on each ${short(type)} of the control plane`,
      carryOut: () =>
        allRefused(
          Object.values(accounts).flatMap((account) =>
            ofType(control, type).map(({ arn }) => ({
              asked: `${action} on ${arn} for ${account}`,
              why: refusal(policies, { service: `${service}.amazonaws.com` }, [], {
                action,
                resource: arn,
                context: {
                  "aws:SourceAccount": account,
                  "aws:SourceArn": regional(service, "anything").replace(controlPlane, account),
                },
              }),
            })),
          ),
        ),
    }),
  );

/** Any chain of roles, passed roles and rewritten policies from an environment's account. */
const byAnyWay = (policies: Policies): readonly Attack[] => [
  {
    finding: 2,
    where: "computed IAM",
    variant: "whoever holds everything in an environment's account looks for any way out of it",
    carryOut: () => {
      const ways = waysIn(policies);
      return ways.length === 0
        ? without("no way over trust, passed roles and policies leads out")
        : went(ways.map((way) => way.map(({ to, by }) => `${by}: ${to}`).join(", ")).join("; "));
    },
  },
];

/** Every attack that is computed with the synthesised policies. */
export const attacksOnPolicies = (control: Deployed, policies: Policies): readonly Attack[] => [
  ...fromOutside(control, policies),
  ...acrossEnvironments(policies),
  ...fromInside(control, policies),
  ...byOurAdministrator(control, policies),
  ...confusedDeputies(control, policies),
  ...byAnyWay(policies),
];
