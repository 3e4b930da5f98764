import { resourceTypeOf } from "./resource-type.ts";
import { isList, isObject, isSame, type Objects, objectIn, type Value } from "./values.ts";

// Types whose policy is Snapshot where the template says nothing. Source: template reference, "DeletionPolicy attribute".
const snapshotByDefault: Readonly<Record<string, (properties: Objects) => boolean>> = {
  "AWS::RDS::DBCluster": () => true,
  "AWS::RDS::DBInstance": (properties) => properties["DBClusterIdentifier"] === undefined,
};

/** The deletion policy that CloudFormation follows for a resource, also where its template says nothing. */
export function deletionPolicyOf(type: string, body: Objects): Value {
  const said = body["DeletionPolicy"];
  if (said !== undefined) return said;
  return snapshotByDefault[type]?.(objectIn(body["Properties"])) === true ? "Snapshot" : "Delete";
}

/**
 * The same template with everything that its stack would leave behind set to be deleted with it; null if it would leave nothing.
 * The metadata of such a resource changes too, because CloudFormation does not update a deletion policy by itself (CloudFormation
 * user guide, "DeletionPolicy attribute").
 * @throws SyntaxError if the template is not JSON.
 */
export function releasedTemplate(text: string): string | null {
  const document = objectIn(JSON.parse(text) as Value);
  const resources = objectIn(document["Resources"]);
  const kept = Object.entries(resources).filter(
    ([, body]) => isObject(body) && deletionPolicyOf(resourceTypeOf(body), body) !== "Delete",
  );
  if (kept.length === 0) return null;
  const released = kept.map(([logicalId, resource]) => {
    const body = objectIn(resource);
    const Metadata = { ...objectIn(body["Metadata"]), "interlock:deleted-with-its-stack": true };
    return [logicalId, { ...body, Metadata, DeletionPolicy: "Delete" }] as const;
  });
  return JSON.stringify({ ...document, Resources: { ...resources, ...Object.fromEntries(released) } });
}

/**
 * The properties that protect a resource against its deletion, anywhere in it: a replica of a global table has its own.
 * Source: template reference of RDS, DynamoDB, Cognito, Network Firewall and EC2.
 */
const protections = [
  "DeletionProtection",
  "DeletionProtectionEnabled",
  "DeleteProtection",
  "DisableApiTermination",
];
/** How a load balancer names its protection in a list of attributes. Source: template reference of ELB. */
const protectingKey = "deletion_protection.enabled";

/** What stands for a protection that is on, and what lifts it. Cognito has words of its own. */
const lifted = (value: Value | undefined): Value | undefined =>
  value === true || value === "true" ? false : value === "ACTIVE" ? "INACTIVE" : undefined;

/** The names of the protections against deletion that are on in a value, each with the place where it stands. */
export function protectionsIn(value: Value, at = ""): readonly string[] {
  if (isList(value)) return value.flatMap((inner, index) => protectionsIn(inner, `${at}/${index}`));
  return Object.entries(objectIn(value)).flatMap(([key, inner]) =>
    protections.includes(key) && lifted(inner) !== undefined
      ? [`${at}/${key}`]
      : protectionsIn(inner, `${at}/${key}`),
  );
}

/** The same value without a protection against deletion. */
function unprotected(value: Value): Value {
  if (isList(value)) return value.map(unprotected);
  if (!isObject(value)) return value;
  if (value["Key"] === protectingKey) return { ...value, Value: "false" };
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      (protections.includes(key) ? lifted(inner) : undefined) ?? unprotected(inner),
    ]),
  );
}

/**
 * The same template for an environment that nobody needs any more: as `releasedTemplate`, and nothing in it is protected against
 * its deletion. Null if nothing keeps anything.
 * @throws SyntaxError if the template is not JSON.
 */
export function releasedForGood(text: string): string | null {
  const released = releasedTemplate(text);
  const document = objectIn(JSON.parse(released ?? text) as Value);
  const resources = Object.entries(objectIn(document["Resources"])).map(([logicalId, resource]) => {
    const body = objectIn(resource);
    const { Properties } = body;
    return [
      logicalId,
      Properties === undefined ? resource : { ...body, Properties: unprotected(Properties) },
    ] as const;
  });
  const Resources = Object.fromEntries(resources);
  return isSame(Resources, objectIn(document["Resources"]))
    ? released
    : JSON.stringify({ ...document, Resources });
}
