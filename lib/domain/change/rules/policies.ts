import { isKnown, isList, isObject, type Objects, objectIn, type Value } from "../template/values.ts";
import { inEachResource, type Rule, type RuledResource } from "./candidate.ts";

/** One statement of a policy, wherever it stands in a resource. */
type Statement = Objects;

/** Every statement of every policy document inside a value: an object with a `Statement` and, as a rule, a `Version`. */
function* statementsIn(value: Value): Generator<Statement> {
  if (isList(value)) for (const inner of value) yield* statementsIn(inner);
  if (!isObject(value)) return;
  const statements = value["Statement"];
  if (statements !== undefined) for (const one of listOf(statements)) yield objectIn(one);
  for (const inner of Object.values(value)) yield* statementsIn(inner);
}

const listOf = (value: Value | undefined): readonly Value[] =>
  value === undefined ? [] : isList(value) ? value : [value];

/** A principal of a statement that is no AWS service, as written. */
type Principal = { readonly kind: string; readonly value: Value };

function principalsOf(statement: Statement): readonly Principal[] {
  const principal = statement["Principal"];
  if (principal === undefined)
    return statement["NotPrincipal"] === undefined
      ? []
      : [{ kind: "NotPrincipal", value: statement["NotPrincipal"] }];
  if (!isObject(principal) || isReference(principal)) return [{ kind: "AWS", value: principal }];
  return Object.entries(principal).flatMap(([kind, value]) =>
    kind === "Service" ? [] : listOf(value).map((one) => ({ kind, value: one })),
  );
}

/** Whether a value is an intrinsic function by itself, and no principal whose parts have some. */
const isReference = (value: Value): boolean =>
  isObject(value) &&
  !isKnown(value) &&
  Object.keys(value).length === 1 &&
  /^(Ref$|Fn::)/.test(Object.keys(value)[0] ?? "");

/** Types whose whole purpose is to let one principal in, and the property that names it. */
const principalProperties: Readonly<Record<string, readonly string[]>> = {
  "AWS::Lambda::Permission": ["Principal"],
  "AWS::Lambda::LayerVersionPermission": ["Principal", "OrganizationId"],
  "AWS::Events::EventBusPolicy": ["Principal"],
  "AWS::EC2::VPCEndpointServicePermissions": ["AllowedPrincipals"],
  "AWS::RAM::ResourceShare": ["Principals"],
};

/**
 * A trust or resource policy names AWS services, the environment's own account, and whom the settings list. Anybody else
 * could act in the environment without a gate.
 */
export const foreignPrincipals: Rule = inEachResource((resource, { allowances }) => {
  const { where, type, properties } = resource;
  const named = [
    ...[...statementsIn(properties)]
      .filter((statement) => statement["Effect"] !== "Deny")
      .filter((statement) => !isBoundToOwnAccount(statement, resource))
      .flatMap(principalsOf),
    ...(principalProperties[type] ?? []).flatMap((property) =>
      listOf(properties[property]).map((value) => ({ kind: "AWS", value })),
    ),
  ];
  const foreign = named.filter(
    ({ kind, value }) => !isOwn(kind, value, resource) && !allowances.principals.includes(spelled(value)),
  );
  return [...new Set(foreign.map(({ value }) => spelled(value)))].map((seen) => ({
    rule: "foreign-principal",
    where,
    seen: `a policy lets in ${seen}`,
    todo: "name an AWS service or the environment's own account, or list the principal in the settings",
  }));
});

const spelled = (value: Value): string => (typeof value === "string" ? value : JSON.stringify(value));

/** Whether a principal is an AWS service or belongs to the account that the stack is deployed to. */
function isOwn(kind: string, value: Value, { step }: RuledResource): boolean {
  if (kind === "NotPrincipal") return false;
  const text = spelled(value);
  if (/^[a-z0-9.-]+\.amazonaws\.com(\.cn)?$/.test(text)) return true;
  // A reference to a resource of the stack, or to the account itself, cannot leave the account.
  if (typeof value !== "string") return refersToOwn(value);
  if (kind === "Federated")
    return text === "cognito-identity.amazonaws.com" || isInAccount(text, step.account);
  if (kind === "CanonicalUser") return false;
  return text !== "*" && (text === step.account || isInAccount(text, step.account));
}

const isInAccount = (arn: string, account: string | null): boolean =>
  account !== null && arn.split(":")[4] === account;

/** Whether what is left to evaluate names the own account or a resource of the stack, and no literal account. */
function refersToOwn(value: Value): boolean {
  const text = JSON.stringify(value);
  if (/:\d{12}:|^"?\d{12}"?$/.test(text)) return false;
  return /AWS::AccountId|"Ref":"(?!AWS::)|"Fn::GetAtt"|\$\{(?!AWS::)[A-Za-z0-9]+(\.[A-Za-z0-9.]+)?\}/.test(
    text,
  );
}

// Keys that name the account of whoever asks, by itself or in an ARN. Source: IAM user guide, "AWS global condition context
// keys"; KMS developer guide, "kms:CallerAccount".
const accountKeys =
  /^(aws:(SourceAccount|SourceOwner|PrincipalAccount|SourceArn|PrincipalArn)|kms:CallerAccount)$/i;
// A resource is always of its own account. Only where requests pass through to others does the key bind them.
const resourceAccount = /^aws:ResourceAccount$/i;
const passedThrough = "AWS::EC2::VPCEndpoint";
// Not ForAllValues: it also holds if the request has no such key (IAM user guide, "Multivalued context keys").
const boundOperators = /^(ForAnyValue:)?(StringEquals|ArnEquals|ArnLike|StringLike)(IgnoreCase)?$/;
// Keys whose values name a network or an identity pool, in no account. Any value counts.
const networkKeys = /^(aws:SourceVpce?|cognito-identity\.amazonaws\.com:aud)$/i;

/** Whether a condition binds a statement to the own account, so that a wide principal does not matter. */
function isBoundToOwnAccount(statement: Statement, { step, type }: RuledResource): boolean {
  const isOwnAccount = (value: Value) =>
    typeof value === "string"
      ? value === step.account || isInAccount(value, step.account)
      : refersToOwn(value);
  return Object.entries(objectIn(statement["Condition"])).some(
    ([operator, keys]) =>
      boundOperators.test(operator) &&
      Object.entries(objectIn(keys)).some(([key, value]) =>
        accountKeys.test(key) || (resourceAccount.test(key) && type === passedThrough)
          ? listOf(value).every(isOwnAccount)
          : networkKeys.test(key),
      ),
  );
}

/** A role that may do everything, in an environment that no gate precedes, is an administrator nobody approved. */
export const ungatedAdministrators: Rule = inEachResource((resource, { demands, allowances }) => {
  const { step, where, logicalId, type, properties } = resource;
  if (demands.environments[step.environment].isGated || !type.startsWith("AWS::IAM::")) return [];
  if (
    allowances.administrators.includes(logicalId) ||
    allowances.administrators.includes(String(properties["RoleName"]))
  )
    return [];
  const isEverything = (value: Value | undefined) =>
    listOf(value).some((one) => typeof one === "string" && /^\*+(:\*+)?$/.test(one));
  const statements = [...statementsIn(properties)].filter(
    (statement) =>
      statement["Effect"] === "Allow" &&
      (isEverything(statement["Action"]) || statement["NotAction"] !== undefined) &&
      (isEverything(statement["Resource"]) || statement["NotResource"] !== undefined),
  );
  const managed = listOf(properties["ManagedPolicyArns"]).filter((arn) =>
    /policy\/AdministratorAccess|:aws:policy\/(IAMFullAccess|PowerUserAccess)/.test(spelled(arn)),
  );
  return statements.length === 0 && managed.length === 0
    ? []
    : [
        {
          rule: "ungated-administrator",
          where,
          seen: `${logicalId} may do ${managed.length > 0 ? "what an administrator may" : "everything on every resource"}`,
          todo: `nobody approves a change of ${step.environment}: narrow it, or list it in the settings`,
        },
      ];
});
