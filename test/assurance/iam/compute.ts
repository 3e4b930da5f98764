import { executionRoleArnOf } from "../../../lib/ports/shared/environments/roles.ts";
import { type PurposeName, purposes } from "../../../lib/ports/shared/environments/session-policies.ts";
import type { Statement } from "../../simulator/accounts/evaluate.ts";
import { matches } from "../../simulator/accounts/evaluate.ts";
import { allCommands } from "./commands.ts";
import { describedUses } from "./described.ts";
import { covers, type Grant, inEveryEnvironment, roleGrants, sessionGrants, sessionName } from "./granted.ts";
import { narrowing, places, rolesAt, sessionOf } from "./in-environments.ts";
import { principalOf, type ServiceUse, serviceUses, wiringUses } from "./machines.ts";
import { type Node, type Step, waysOut, worldOf } from "./paths.ts";
import { type Policies, policiesIn, refusal } from "./policies.ts";
import { excusesOfCommands, openServices, reasons } from "./reasons.ts";
import type { Recorded } from "./recorded.ts";
import { refusalOf, type Use } from "./refusal-of.ts";
import { type Missing, missingFor } from "./registry.ts";
import { accounts, controlPlane, type Deployed, deployed, ofType } from "./template.ts";
import { flawsOf, type Placed } from "./valid.ts";

/** A use, who made it as the table calls it, and why it is refused; null if it is allowed. */
export type Judged = { readonly by: string; readonly use: Use; readonly refused: string | null };

/** A grant that nothing uses, and the reason that stands beside it. */
export type Unused = { readonly grant: Grant; readonly why: string | null };

/** Everything that was computed. Each list but the first two holds what is wrong. */
export type Computed = {
  readonly judged: readonly Judged[];
  readonly unused: readonly Unused[];
  /** Reasons that no grant needs any more. */
  readonly staleReasons: readonly string[];
  /** What services do for us and may not; and what they may and do not. */
  readonly services: readonly string[];
  readonly ways: readonly (readonly Step[])[];
  readonly flaws: readonly string[];
  readonly missing: readonly Missing[];
  /** Operations that adapters call and that neither a story nor a described port shows. */
  readonly unseen: readonly string[];
};

/** Who asked, as the table says it: the function, the machine, or the session. */
export function nameOf({ by, session }: Use): string {
  if (session === null) return by;
  const { purpose, place } = sessionOf(session.roleArn, session.policy);
  return sessionName(purpose, place.environment);
}

/** Everything that the roles of the control plane ask: in the stories, through described ports, and by their wiring. */
export const usesIn = (control: Deployed, recorded: Recorded): readonly Use[] => [
  ...recorded.uses,
  ...describedUses(),
  ...wiringUses(control),
];

/** Whether each use is granted. */
export const judge = (policies: Policies, uses: readonly Use[]): readonly Judged[] =>
  uses.map((use) => ({ by: nameOf(use), use, refused: refusalOf(policies, use) }));

/** The ways out of the environments' accounts. */
export function waysIn(policies: Policies, roleOf = rolesAt): readonly (readonly Step[])[] {
  const roles = places.flatMap((place) =>
    roleOf(place).map((role): Node => ({ ...role, account: place.account })),
  );
  return Object.values(accounts).flatMap((account) =>
    waysOut(account, worldOf(policies, controlPlane, roles)),
  );
}

/** What the environments' execution roles lack for these types. */
export const missingIn = (types: readonly string[], roleOf = rolesAt): readonly Missing[] =>
  places.flatMap((place) =>
    roleOf(place)
      .filter(({ arn }) => arn === executionRoleArnOf(place))
      .flatMap(({ statements }) => missingFor(types, statements)),
  );

/** What IAM would make nothing of. */
export const flawsIn = async (policies: Policies): Promise<readonly string[]> =>
  (await Promise.all(placed(policies).map(flawsOf))).flat();

/** Computes who may do what, and who does, from a control plane's template and the calls that were recorded. */
export async function compute(
  template: unknown,
  recorded: Recorded,
  types: readonly string[],
): Promise<Computed> {
  const control = deployed(template);
  const policies = policiesIn(control);
  const uses = usesIn(control, recorded);
  const unused = unusedIn([...roleGrants(policies), ...sessionGrants()], uses);
  const needed = new Set(unused.flatMap(({ why }) => why ?? []));
  return {
    judged: judge(policies, uses),
    unused,
    staleReasons: reasons.map(({ why }) => why).filter((why) => !needed.has(why)),
    services: servicesIn(control, policies),
    ways: waysIn(policies),
    flaws: await flawsIn(policies),
    missing: missingIn(types),
    unseen: unseenIn(recorded, uses),
  };
}

/** What is granted and not used. */
export function unusedIn(grants: readonly Grant[], uses: readonly Use[]): readonly Unused[] {
  const used = new Map<string, Use["asked"][]>();
  for (const use of uses) {
    const name = nameOf(use);
    const to = inEveryEnvironment(name, name);
    const asked = { ...use.asked, resource: inEveryEnvironment(name, use.asked.resource) };
    used.set(to, [...(used.get(to) ?? []), asked]);
  }
  const found = new Map<string, Unused>();
  for (const given of grants) {
    const grant: Grant = {
      ...given,
      to: inEveryEnvironment(given.to, given.to),
      resource: inEveryEnvironment(given.to, given.resource),
    };
    if ((used.get(grant.to) ?? []).some((asked) => covers(grant, asked))) continue;
    const reason = reasons.find(
      ({ to, action, resource = "*" }) =>
        to.some((one) => matches(one, grant.to)) &&
        action.some((one) => matches(one, grant.action)) &&
        matches(resource, grant.resource),
    );
    found.set(JSON.stringify(grant), { grant, why: reason?.why ?? null });
  }
  return [...found.values()];
}

/** What services may do in our account compared with what they do. */
export function servicesIn(control: Deployed, policies: Policies): readonly string[] {
  const uses = serviceUses(control);
  const context = (use: ServiceUse) => ({
    "aws:SourceArn": use.sourceArn,
    "aws:SourceAccount": controlPlane,
    ...(use.topic === undefined ? {} : { "kms:EncryptionContext:aws:sns:topicArn": use.topic }),
  });
  const refused = uses
    .filter((use) => !isByAcl(control, use))
    .flatMap((use) => {
      const { action, resource } = use;
      const why = refusal(policies, principalOf(use), [], { action, resource, context: context(use) });
      return why === null ? [] : [`${use.service} may not ${action} on ${resource}: ${why}`];
    });
  const open = policies.resourcePolicies.flatMap(({ resource, statements }) =>
    statements.flatMap((statement) => {
      const service = (statement.Principal as { readonly Service?: string } | undefined)?.Service;
      if (service === undefined || statement.Effect !== "Allow") return [];
      const mine = uses.filter((use) => principalIs(use, service) && use.resource === resource);
      const isUsed = [statement.Action ?? []]
        .flat()
        .every((action) => mine.some((use) => matches(action, use.action) || action === use.action));
      const confused = /"aws:Source(Arn|Account)"/.test(JSON.stringify(statement.Condition ?? {}));
      return [
        ...(isUsed || encrypts(statement) ? [] : [`${service} may act on ${resource}, and does not`]),
        ...(confused || `${service} ${resource.split(":")[2]}` in openServices
          ? []
          : [`${service} may act on ${resource} for any account of AWS`]),
      ];
    }),
  );
  return [...new Set([...refused, ...open])];
}

const principalIs = (use: ServiceUse, service: string): boolean => `${use.service}.amazonaws.com` === service;

/** A key is granted as a bundle of actions: whoever sends encrypted messages uses two of them. */
const encrypts = ({ Action }: Statement): boolean =>
  [Action ?? []].flat().every((one) => /^kms:(Decrypt|Encrypt|ReEncrypt\*|GenerateDataKey\*)$/.test(one));

/** Access logs are let in by the bucket's ACL (aws-cdk-lib, Bucket, serverAccessLogsBucket). */
const isByAcl = (control: Deployed, { service, resource }: ServiceUse): boolean =>
  service === "logging.s3" &&
  ofType(control, "AWS::S3::Bucket").some(
    ({ arn, properties }) => resource.startsWith(arn) && properties["AccessControl"] === "LogDeliveryWrite",
  );

/** Every statement of ours with the place where it stands. */
const placed = ({ roles, resourcePolicies }: Policies): readonly Placed[] => [
  ...roles.flatMap(({ name, statements, trust }) =>
    [...statements, ...trust.map((one) => ({ ...one, Resource: "*" }))].map((statement) => ({
      where: name,
      statement,
    })),
  ),
  ...resourcePolicies.flatMap(({ resource, statements }) =>
    statements.map((statement) => ({ where: `the policy of ${resource}`, statement })),
  ),
  ...places.flatMap((place) =>
    (Object.keys(purposes) as PurposeName[]).flatMap((purpose) =>
      (purposes[purpose].managed === null ? (narrowing(purpose, place) ?? []) : []).map((statement) => ({
        where: sessionName(purpose, place.environment),
        statement,
      })),
    ),
  ),
];

function unseenIn({ operations }: Recorded, uses: readonly Use[]): readonly string[] {
  const seen = new Set([...operations, ...uses.map(({ call }) => call)]);
  return allCommands()
    .map(({ service, operation }) => `${service} ${operation}`)
    .filter((name) => !seen.has(name) && !(name in excusesOfCommands));
}
