import { resourceTypeOf } from "./resource-type.ts";
import { isObject, type Objects, objectIn, type Value } from "./values.ts";

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

/** The properties that protect a resource against its deletion. Source: template reference of RDS, DynamoDB, ELB and Cognito. */
const protections = ["DeletionProtection", "DeletionProtectionEnabled"];

/**
 * The same template for an environment that nobody needs any more: as `releasedTemplate`, and nothing in it is protected against
 * its deletion. Null if nothing keeps anything.
 * @throws SyntaxError if the template is not JSON.
 */
export function releasedForGood(text: string): string | null {
  const released = releasedTemplate(text);
  const document = objectIn(JSON.parse(released ?? text) as Value);
  let lifted = false;
  const resources = Object.entries(objectIn(document["Resources"])).map(([logicalId, resource]) => {
    const body = objectIn(resource);
    const properties = objectIn(body["Properties"]);
    const protecting = protections.filter((name) => String(properties[name]) === "true");
    if (protecting.length === 0) return [logicalId, resource] as const;
    lifted = true;
    const Properties = { ...properties, ...Object.fromEntries(protecting.map((name) => [name, false])) };
    return [logicalId, { ...body, Properties }] as const;
  });
  return lifted ? JSON.stringify({ ...document, Resources: Object.fromEntries(resources) }) : released;
}
