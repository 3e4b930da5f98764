import { callIn, isList, isObject, objectIn, type Value } from "../template/values.ts";
import { alternatives, textsIn, written } from "../template/written.ts";
import { type ChangeRule, inEachResource } from "./candidate.ts";
import { isFromOutside, isInOwnAccount, isOpenBeforeAccount, namedBy, type ValuePlace } from "./own.ts";
import { type PolicyStatement, statementsIn } from "./statements.ts";

/** A principal of a statement, as written. */
type Principal = { readonly kind: string; readonly value: Value };

function principalsOf(statement: PolicyStatement): readonly Principal[] {
  const principal = statement["Principal"];
  const others = statement["NotPrincipal"];
  if (others !== undefined) return [{ kind: "NotPrincipal", value: others }];
  if (principal === undefined) return [];
  return alternatives(principal).flatMap((one): readonly Principal[] => {
    if (!isObject(one) || callIn(one) !== null) return [{ kind: "AWS", value: one }];
    return Object.entries(one).flatMap(([kind, value]) =>
      alternatives(value).map((inner) => ({ kind, value: inner })),
    );
  });
}

/**
 * Types that let somebody in by a property instead of a policy, and the properties that name who, at whatever depth. Source: the
 * properties of AWS's resource types that name a principal or an account.
 */
const principalProperties = new Map<string, readonly string[]>([
  ["AWS::ACMPCA::Permission", ["Principal"]],
  ["AWS::CleanRooms::Collaboration", ["AccountId"]],
  ["AWS::CodeGuruProfiler::ProfilingGroup", ["Principals"]],
  ["AWS::Config::AggregationAuthorization", ["AuthorizedAccountId"]],
  ["AWS::Connect::DataLakeAssociation", ["TargetAccountId"]],
  ["AWS::EC2::NetworkInterfacePermission", ["AwsAccountId"]],
  ["AWS::EC2::VPCEndpointServicePermissions", ["AllowedPrincipals"]],
  ["AWS::EKS::AccessEntry", ["PrincipalArn"]],
  ["AWS::EntityResolution::PolicyStatement", ["Principal"]],
  ["AWS::Events::EventBusPolicy", ["Principal"]],
  ["AWS::GlobalAccelerator::CrossAccountAttachment", ["Principals"]],
  ["AWS::Glue::Catalog", ["DataLakePrincipalIdentifier"]],
  ["AWS::Glue::Database", ["DataLakePrincipalIdentifier"]],
  ["AWS::ImageBuilder::DistributionConfiguration", ["UserIds", "TargetAccountIds"]],
  ["AWS::LakeFormation::DataLakeSettings", ["DataLakePrincipalIdentifier"]],
  ["AWS::LakeFormation::Permissions", ["DataLakePrincipalIdentifier"]],
  ["AWS::LakeFormation::PrincipalPermissions", ["DataLakePrincipalIdentifier"]],
  ["AWS::Lambda::LayerVersionPermission", ["Principal", "OrganizationId"]],
  ["AWS::Lambda::Permission", ["Principal"]],
  ["AWS::LicenseManager::Grant", ["Principals"]],
  ["AWS::MediaConnect::FlowEntitlement", ["Subscribers"]],
  ["AWS::QBusiness::DataAccessor", ["Principal"]],
  ["AWS::QBusiness::Permission", ["Principal"]],
  ["AWS::RAM::ResourceShare", ["Principals"]],
  ["AWS::Redshift::EndpointAuthorization", ["Account"]],
  ["AWS::S3::AccessGrant", ["GranteeIdentifier"]],
  ["AWS::SecurityLake::Subscriber", ["Principal"]],
  ["AWS::ServiceCatalog::PortfolioPrincipalAssociation", ["PrincipalARN"]],
  ["AWS::ServiceCatalog::PortfolioShare", ["AccountId"]],
  ["AWS::Signer::ProfilePermission", ["Principal"]],
]);

/** Whom the properties of a resource of that type let in. */
function* letInBy(type: string, value: Value): Generator<Value> {
  if (isList(value)) for (const inner of value) yield* letInBy(type, inner);
  if (!isObject(value)) return;
  for (const [key, inner] of Object.entries(value))
    if (principalProperties.get(type)?.includes(key)) yield* alternatives(inner);
    else yield* letInBy(type, inner);
}

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
      ...[...letInBy(type, properties)].map((value) => ({ kind: "AWS", value })),
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

// Services that let in others: any pool of identities, whoever it belongs to, and whoever holds a certificate.
const letsInOthers = /^(cognito-identity|rolesanywhere)\.amazonaws\.com$/;
// What Lake Formation calls whomever IAM alone allows (Lake Formation developer guide, "Changing the default settings").
const byIamAlone = "IAM_ALLOWED_PRINCIPALS";
const service = /^[a-z0-9.-]+\.amazonaws\.com(\.cn)?$/;

/** Whether a text is the name of an AWS service that acts for nobody else. */
function isService(text: string): boolean {
  const name = text.replace(/\$\{AWS::Region\}/g, "x").replace(/\$\{AWS::URLSuffix\}/, "amazonaws.com");
  return service.test(name) && !letsInOthers.test(name);
}

/** Whether a principal is an AWS service or belongs to the account that the stack is deployed to. */
function isOwn(kind: string, value: Value, place: ValuePlace): boolean {
  if (kind === "NotPrincipal") return false;
  switch (kind.toLowerCase()) {
    case "canonicaluser":
      return isOwnUserOfCloudFront(value, place);
    case "federated":
      return isOwnCluster(value, place);
    case "service":
      return isService(written(value) ?? "") || isTableOfServices(value);
    default: {
      const text = written(value) ?? "";
      return text === byIamAlone || isService(text) || isInOwnAccount(value, place);
    }
  }
}

/** Whether a service is taken by its region from a table of services, while nobody says the region. */
function isTableOfServices(value: Value): boolean {
  const call = callIn(value);
  if (call?.name !== "Fn::FindInMap" || !isList(call.argument)) return false;
  const names = [...textsIn(objectIn(call.argument[0]))];
  return names.length > 0 && names.every(isService);
}

/** Whether a value is what S3 calls the identity with which the environment's own CloudFront reads. */
function isOwnUserOfCloudFront(value: Value, place: ValuePlace): boolean {
  const named = namedBy(value, place);
  return (
    named?.type === "AWS::CloudFront::CloudFrontOriginAccessIdentity" &&
    named.attribute === "S3CanonicalUserId"
  );
}

/**
 * Whether an identity provider is a cluster of the environment, which signs for what runs in it. Any other one lets in people and
 * machines from elsewhere, whoever's account it is registered in.
 */
function isOwnCluster(value: Value, place: ValuePlace): boolean {
  const provider = namedBy(value, place);
  if (provider?.type !== "AWS::IAM::OIDCProvider") return false;
  const issuer = namedBy(provider.properties["Url"] ?? null, provider.place);
  return issuer?.type === "AWS::EKS::Cluster" && issuer.attribute === "OpenIdConnectIssuerUrl";
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
// Keys whose values name a network or an identity pool, and the type of one with the attribute that is its id. An id tells no
// account, so it has to be one of the environment, or one that the settings list.
const idKeys: readonly (readonly [RegExp, string, string])[] = [
  [/^aws:SourceVpc$/i, "AWS::EC2::VPC", "VpcId"],
  [/^aws:SourceVpce$/i, "AWS::EC2::VPCEndpoint", "Id"],
  [/^cognito-identity\.amazonaws\.com:aud$/i, "AWS::Cognito::IdentityPool", "Id"],
];

/** Whether a condition binds a statement to the own account, so that a wide principal does not matter. */
function isBoundToOwnAccount(
  statement: PolicyStatement,
  type: string,
  place: ValuePlace,
  listed: readonly string[],
): boolean {
  const isBound = (operator: string, key: string, one: Value): boolean => {
    if (accountKeys.test(key) || (resourceAccount.test(key) && type === passedThrough))
      return isInOwnAccount(one, place) && !(/StringLike/.test(operator) && isOpenBeforeAccount(one));
    return idKeys.some(([pattern, idType, id]) => {
      if (!pattern.test(key)) return false;
      const named = namedBy(one, place);
      return (
        (named?.type === idType && (named.attribute ?? id) === id) ||
        listed.includes(spelled(one)) ||
        isFromOutside(one, place)
      );
    });
  };
  return Object.entries(objectIn(statement["Condition"])).some(
    ([operator, keys]) =>
      boundOperators.test(operator) &&
      Object.entries(objectIn(keys)).some(([key, value]) => {
        const values = alternatives(value);
        return values.length > 0 && values.every((one) => isBound(operator, key, one));
      }),
  );
}
