import { readFileSync } from "node:fs";
import { parse } from "yaml";
import type { EnvironmentPlace } from "../../../lib/ports/shared/environments/roles.ts";
import { qualifier } from "../../../lib/ports/shared/environments/roles.ts";
import type { Statement } from "./evaluate.ts";
import { managedPolicies } from "./managed-policies.ts";

/** A role of an account: who may assume it, and what it may do. */
export type AccountRole = {
  readonly arn: string;
  readonly trust: readonly Statement[];
  readonly statements: readonly Statement[];
  /** Managed policies that nobody wrote down here: by their ARNs. */
  readonly unknown: readonly string[];
};

type Template = {
  readonly Conditions: Readonly<Record<string, unknown>>;
  readonly Parameters: Readonly<Record<string, { readonly Default?: unknown }>>;
  readonly Resources: Readonly<
    Record<string, { readonly Type: string; readonly Properties: Readonly<Record<string, unknown>> }>
  >;
};

/** The template of the standard bootstrap, as the CDK of this checkout deploys it. */
const template = parse(
  readFileSync(
    new URL("../../../node_modules/aws-cdk/lib/api/bootstrap/bootstrap-template.yaml", import.meta.url),
    "utf8",
  ),
) as Template;

const noValue = Symbol("AWS::NoValue");

/** The value that CloudFormation makes of a part of the template. */
function evaluator(parameters: Readonly<Record<string, unknown>>): (part: unknown) => unknown {
  const named = (name: string): unknown => {
    if (name === "AWS::NoValue") return noValue;
    if (name in parameters) return parameters[name];
    if (name in template.Parameters) return template.Parameters[name]?.Default ?? "";
    return `${name}-of-the-bootstrap`;
  };
  const of = (part: unknown): unknown => {
    if (Array.isArray(part)) return part.map(of).filter((one) => one !== noValue);
    if (typeof part !== "object" || part === null) return part;
    const entries = Object.entries(part);
    const [name = "", value] = entries[0] ?? [];
    if (entries.length === 1) {
      if (name === "Ref") return named(String(value));
      if (name === "Condition" && typeof value === "string") return of(template.Conditions[value]);
      if (name === "Fn::Sub") return String(value).replace(/\$\{([^}]+)\}/g, (_, key) => String(named(key)));
      if (name === "Fn::If") {
        const [condition, yes, no] = value as readonly unknown[];
        return of(of(template.Conditions[String(condition)]) === true ? yes : no);
      }
      if (name === "Fn::Equals") {
        const [one, other] = (value as readonly unknown[]).map(of);
        return String(one) === String(other);
      }
      if (name === "Fn::Not") return of((value as readonly unknown[])[0]) !== true;
      if (name === "Fn::And") return (value as readonly unknown[]).every((one) => of(one) === true);
      if (name === "Fn::Or") return (value as readonly unknown[]).some((one) => of(one) === true);
      if (name === "Fn::Join") {
        const [by, parts] = value as readonly [string, unknown];
        const joined = of(parts);
        return Array.isArray(joined) ? joined.join(by) : String(joined);
      }
    }
    return Object.fromEntries(
      entries.map(([key, one]) => [key, of(one)]).filter(([, one]) => one !== noValue),
    );
  };
  return of;
}

const flat = <T>(value: unknown): readonly T[] => [value].flat(2) as T[];

type Place = Pick<EnvironmentPlace, "partition" | "account" | "region">;

/** Every simulated account asks for the same few. */
const made = new Map<string, readonly AccountRole[]>();

/** The roles that the standard bootstrap makes in an environment's account, if it trusts these accounts. */
export function bootstrapRoles(
  { partition, account, region }: Place,
  trusted: readonly string[],
  executionPolicies: readonly string[] = [`arn:${partition}:iam::aws:policy/AdministratorAccess`],
): readonly AccountRole[] {
  const key = JSON.stringify([partition, account, region, trusted, executionPolicies]);
  const roles = made.get(key) ?? rolesOf({ partition, account, region }, trusted, executionPolicies);
  made.set(key, roles);
  return roles;
}

function rolesOf(
  { partition, account, region }: Place,
  trusted: readonly string[],
  executionPolicies: readonly string[],
): readonly AccountRole[] {
  const bucket = `arn:${partition}:s3:::cdk-${qualifier}-assets-${account}-${region}`;
  const role = (purpose: string) =>
    `arn:${partition}:iam::${account}:role/cdk-${qualifier}-${purpose}-role-${account}-${region}`;
  const of = evaluator({
    "AWS::Partition": partition,
    "AWS::AccountId": account,
    "AWS::Region": region,
    Qualifier: qualifier,
    TrustedAccounts: trusted,
    TrustedAccountsForLookup: [],
    CloudFormationExecutionPolicies: executionPolicies,
    "StagingBucket.Arn": bucket,
    "CloudFormationExecutionRole.Arn": role("cfn-exec"),
    CdkBootstrapVersion: `/cdk-bootstrap/${qualifier}/version`,
  });
  const resources = Object.entries(template.Resources);
  return resources.flatMap(([id, { Type, Properties }]) => {
    if (Type !== "AWS::IAM::Role") return [];
    const own = of(Properties) as Readonly<Record<string, never>>;
    const attached = resources.flatMap(([, other]) =>
      other.Type === "AWS::IAM::Policy" && JSON.stringify(other.Properties["Roles"]).includes(`"${id}"`)
        ? [of(other.Properties) as Readonly<Record<string, never>>]
        : [],
    );
    const documents = [
      ...flat<{ PolicyDocument: { Statement: unknown } }>(own["Policies"] ?? []),
      ...attached,
    ] as readonly {
      readonly PolicyDocument: { readonly Statement: unknown };
    }[];
    const managed = flat<string>(own["ManagedPolicyArns"] ?? []);
    const trust = own["AssumeRolePolicyDocument"] as unknown as { readonly Statement: unknown };
    const nameOf = (arn: string) => arn.split("/").at(-1) ?? "";
    return [
      {
        arn: `arn:${partition}:iam::${account}:role/${String(own["RoleName"])}`,
        trust: flat<Statement>(trust.Statement),
        statements: [
          ...documents.flatMap(({ PolicyDocument }) => flat<Statement>(PolicyDocument.Statement)),
          ...managed.flatMap((arn) => managedPolicies[nameOf(arn)] ?? []),
        ],
        unknown: managed.filter((arn) => !(nameOf(arn) in managedPolicies)),
      },
    ];
  });
}
