import { callIn, isKnown, isObject, objectIn, type Value } from "../template/values.ts";
import { alternatives, written } from "../template/written.ts";
import { type ChangeRule, inEachResource } from "./candidate.ts";
import { isInOwnAccount, isOwnThing, type ValuePlace } from "./own.ts";
import { type PolicyStatement, statementsIn } from "./statements.ts";

const listOf = (value: Value | undefined): readonly Value[] =>
  value === undefined ? [] : alternatives(value);

/** A principal of a statement that is no AWS service, as written. */
type Principal = { readonly kind: string; readonly value: Value };

function principalsOf(statement: PolicyStatement): readonly Principal[] {
  const principal = statement["Principal"];
  if (principal === undefined)
    return statement["NotPrincipal"] === undefined
      ? []
      : [{ kind: "NotPrincipal", value: statement["NotPrincipal"] }];
  return alternatives(principal).flatMap((one): readonly Principal[] => {
    if (!isObject(one) || isReference(one)) return [{ kind: "AWS", value: one }];
    return Object.entries(one).flatMap(([kind, value]) =>
      kind === "Service" ? [] : listOf(value).map((inner) => ({ kind, value: inner })),
    );
  });
}

/** Whether a value is an intrinsic function by itself, and no principal whose parts have some. */
const isReference = (value: Value): boolean =>
  isObject(value) &&
  !isKnown(value) &&
  Object.keys(value).length === 1 &&
  /^(Ref$|Fn::)/.test(Object.keys(value)[0] ?? "");

/** Types whose whole purpose is to let somebody in, and the properties that name who. */
const principalProperties = new Map<string, readonly string[]>([
  ["AWS::Lambda::Permission", ["Principal"]],
  ["AWS::Lambda::LayerVersionPermission", ["Principal", "OrganizationId"]],
  ["AWS::Events::EventBusPolicy", ["Principal"]],
  ["AWS::EC2::VPCEndpointServicePermissions", ["AllowedPrincipals"]],
  ["AWS::EC2::NetworkInterfacePermission", ["AwsAccountId"]],
  ["AWS::RAM::ResourceShare", ["Principals"]],
  ["AWS::Redshift::EndpointAuthorization", ["Account"]],
  ["AWS::ServiceCatalog::PortfolioShare", ["AccountId"]],
  ["AWS::ServiceCatalog::PortfolioPrincipalAssociation", ["PrincipalARN"]],
]);

/**
 * A trust or resource policy names AWS services, the environment's own account, and whom the settings list. Anybody else
 * could act in the environment without a gate.
 */
export const foreignPrincipals: ChangeRule = (steps, context) =>
  inEachResource((resource, { allowances }) => {
    const { where, type, properties, step } = resource;
    const place: ValuePlace = { step, neighbours: steps };
    const named = [
      ...[...statementsIn(properties)]
        .filter((statement) => statement["Effect"] !== "Deny")
        .filter((statement) => !isBoundToOwnAccount(statement, type, place, allowances.principals))
        .flatMap(principalsOf),
      ...(principalProperties.get(type) ?? []).flatMap((property) =>
        listOf(properties[property]).map((value) => ({ kind: "AWS", value })),
      ),
    ];
    const foreign = named.filter(
      ({ kind, value }) => !isOwn(kind, value, place) && !allowances.principals.includes(spelled(value)),
    );
    return [...new Set(foreign.map(({ value }) => spelled(value)))].map((seen) => ({
      rule: "foreign-principal",
      where,
      seen: `a policy lets in ${seen}`,
      todo: "name an AWS service or the environment's own account, or list the principal in the settings",
    }));
  })(steps, context);

const spelled = (value: Value): string => (typeof value === "string" ? value : JSON.stringify(value));

// Any pool of identities, whoever it belongs to: only a condition on the pool makes it the environment's own.
const anyPool = "cognito-identity.amazonaws.com";

/** Whether a principal is an AWS service or belongs to the account that the stack is deployed to. */
function isOwn(kind: string, value: Value, place: ValuePlace): boolean {
  if (kind === "NotPrincipal") return false;
  const text = written(value) ?? "";
  if (text === anyPool) return false;
  if (/^[a-z0-9.-]+\.amazonaws\.com(\.cn)?$/.test(text.replace(/\$\{AWS::(Region|URLSuffix)\}/g, "x")))
    return true;
  if (kind === "CanonicalUser") return isOwnThing(value, place);
  return isInOwnAccount(value, place);
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
// Keys whose values name a network or an identity pool. Its id tells no account, so it has to be one of the environment, or one
// that the settings list.
const networkKeys = /^(aws:SourceVpce?|cognito-identity\.amazonaws\.com:aud)$/i;

/** Whether a condition binds a statement to the own account, so that a wide principal does not matter. */
function isBoundToOwnAccount(
  statement: PolicyStatement,
  type: string,
  place: ValuePlace,
  listed: readonly string[],
): boolean {
  const isOwnNetwork = (value: Value) =>
    isOwnThing(value, place) || callIn(value)?.name === "Fn::ImportValue" || listed.includes(spelled(value));
  return Object.entries(objectIn(statement["Condition"])).some(
    ([operator, keys]) =>
      boundOperators.test(operator) &&
      Object.entries(objectIn(keys)).some(([key, value]) => {
        const values = listOf(value);
        if (values.length === 0) return false;
        if (accountKeys.test(key) || (resourceAccount.test(key) && type === passedThrough))
          return values.every((one) => isInOwnAccount(one, place));
        return networkKeys.test(key) && values.every(isOwnNetwork);
      }),
  );
}

/** A text in which a reference stands for itself: no colon of it separates anything. */
const literal = (value: Value): string => (written(value) ?? "").replace(/\$\{[^}]*\}/g, "x");

/** A role that may do everything, in an environment that no gate precedes, is an administrator nobody approved. */
export const ungatedAdministrators: ChangeRule = inEachResource((resource, { demands, allowances }) => {
  const { step, where, logicalId, type, properties } = resource;
  if (demands.environments[step.environment].isGated || !type.startsWith("AWS::IAM::")) return [];
  if (
    allowances.administrators.includes(logicalId) ||
    allowances.administrators.includes(String(properties["RoleName"]))
  )
    return [];
  // Of an ARN, what stands behind its partition tells which resources it names.
  const isEverything = (value: Value | undefined) =>
    listOf(value).some((one) => /^(arn:[^:]*:)?\*+(:\*+)*$|^arn:\*+$/.test(literal(one)));
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
