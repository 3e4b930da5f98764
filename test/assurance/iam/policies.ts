import { type Asked, allows, denies, matches, type Statement } from "../../simulator/accounts/evaluate.ts";
import { controlPlane, type Deployed, ofType, type Resource } from "./template.ts";

/** Who asks: a role, or a service of AWS. */
export type Principal = { readonly role: string; readonly account: string } | { readonly service: string };

/** A role of the control plane's account, with its statements. */
export type Role = {
  /** What it is called in the table: its function or machine. */
  readonly name: string;
  readonly arn: string;
  readonly trust: readonly Statement[];
  readonly statements: readonly Statement[];
};

/** A policy on a resource. */
export type ResourcePolicy = {
  readonly resource: string;
  readonly type: string;
  readonly statements: readonly Statement[];
};

/** Everything in the control plane's account that grants. */
export type Policies = {
  readonly roles: readonly Role[];
  readonly resourcePolicies: readonly ResourcePolicy[];
};

/** A list of statements, however the document writes it. */
export const statementsOf = (document: unknown): readonly Statement[] =>
  [(document as { Statement?: unknown } | undefined)?.Statement ?? []].flat() as Statement[];

const called = ({ properties, id }: Resource): string =>
  /what (?:the machine )?(\S+) may do/.exec(String(properties["Description"] ?? ""))?.[1] ?? id;

/** Policies that stand in resources of their own, by type: which resources they are about, and where the document is. */
const attached: Readonly<Record<string, (one: Resource) => readonly string[]>> = {
  "AWS::S3::BucketPolicy": ({ properties }) => [`arn:aws:s3:::${properties["Bucket"]}`],
  "AWS::SNS::TopicPolicy": ({ properties }) => properties["Topics"] as readonly string[],
  "AWS::SQS::QueuePolicy": ({ properties }) => properties["Queues"] as readonly string[],
};

/** Reads every role and every policy of a deployed template. */
export function policiesIn(deployed: Deployed): Policies {
  const policies = deployed.resources.filter(({ type }) => /^AWS::IAM::(Managed)?Policy$/.test(type));
  const roles = ofType(deployed, "AWS::IAM::Role").map((role) => ({
    name: called(role),
    arn: role.arn,
    trust: statementsOf(role.properties["AssumeRolePolicyDocument"]),
    statements: [
      ...[role.properties["Policies"] ?? []].flat(),
      ...policies
        .filter(({ properties }) => ((properties["Roles"] ?? []) as readonly string[]).includes(role.id))
        .map(({ properties }) => properties),
    ].flatMap(({ PolicyDocument }) => statementsOf(PolicyDocument)),
  }));
  const byName = new Map(deployed.resources.map(({ id, arn }) => [id, arn]));
  const separate = deployed.resources.flatMap((one) =>
    (attached[one.type]?.(one) ?? []).map((of) => ({
      resource: byName.get(of) ?? of,
      type: one.type,
      statements: statementsOf(one.properties["PolicyDocument"]),
    })),
  );
  const keys = ofType(deployed, "AWS::KMS::Key").map(({ arn, properties }) => ({
    resource: arn,
    type: "AWS::KMS::Key",
    statements: statementsOf(properties["KeyPolicy"]),
  }));
  const invocations = ofType(deployed, "AWS::Lambda::Permission").map(({ properties }) => ({
    resource: String(properties["FunctionName"]),
    type: "AWS::Lambda::Permission",
    statements: [permission(properties)],
  }));
  return { roles, resourcePolicies: [...separate, ...keys, ...invocations] };
}

/** Source: Lambda API reference, AddPermission: the statement that it adds. */
const permission = ({
  Action,
  Principal: service,
  FunctionName,
  SourceArn,
  SourceAccount,
}: Resource["properties"]): Statement => ({
  Effect: "Allow",
  Action,
  Resource: FunctionName,
  Principal: String(service).endsWith(".amazonaws.com") ? { Service: service } : { AWS: service },
  Condition: {
    ...(SourceArn === undefined ? {} : { ArnLike: { "aws:SourceArn": SourceArn } }),
    ...(SourceAccount === undefined ? {} : { StringEquals: { "aws:SourceAccount": SourceAccount } }),
  },
});

/** How a statement names a principal: itself, its whole account, or everyone. */
export function named({ Principal: wanted }: Statement, who: Principal): "itself" | "account" | "all" | null {
  if (wanted === "*") return "all";
  const { AWS, Service } = (wanted ?? {}) as { readonly AWS?: unknown; readonly Service?: unknown };
  if ("service" in who) return [Service].flat().includes(who.service) ? "itself" : null;
  const given = [AWS ?? []].flat().map(String);
  if (given.includes("*")) return "all";
  if (given.includes(who.role)) return "itself";
  return given.some((one) => one === who.account || matches(`arn:*:iam::${who.account}:root`, one))
    ? "account"
    : null;
}

/** What decides about a request, in words; null if it is allowed. */
export function refusal(
  { resourcePolicies }: Pick<Policies, "resourcePolicies">,
  who: Principal,
  own: readonly Statement[],
  asked: Asked,
): string | null {
  const context = {
    "aws:SecureTransport": "true",
    ...("role" in who ? { "aws:PrincipalArn": who.role, "aws:PrincipalAccount": who.account } : {}),
    ...asked.context,
  };
  const request = { ...asked, context };
  const on = resourcePolicies.filter(({ resource }) => resource === ownerOf(asked.resource));
  const about = on.flatMap(({ statements }) => statements.filter((one) => named(one, who) !== null));
  if (denies(own, request)) return "its own policy denies it";
  if (denies(about, request)) return "the resource's policy denies it";
  const direct = allows(
    about.filter((one) => named(one, who) !== "account"),
    request,
  );
  if (direct && ("service" in who || accountOf(asked.resource) === who.account)) return null;
  if ("service" in who) return "no policy of the resource allows it";
  // A key is for those whom its policy names; naming the account leaves it to the account's policies.
  // Source: KMS developer guide, "Key policies".
  if (asked.action.startsWith("kms:") && !allows(about, request)) return "the key's policy does not allow it";
  // Across accounts both sides have to allow it. Source: IAM user guide, "Cross-account policy evaluation logic".
  if (accountOf(asked.resource) !== who.account && !allows(about, request))
    return "the resource is another account's, and its policy does not let that account in";
  return allows(own, request) ? null : "no policy allows it";
}

/** The resource whose policy decides about a request: a bucket decides about its objects. */
const ownerOf = (arn: string): string => (arn.startsWith("arn:aws:s3:::") ? (arn.split("/")[0] ?? arn) : arn);

/** The account of a resource; buckets of the control plane say none. */
export const accountOf = (arn: string): string => arn.split(":")[4] || controlPlane;
