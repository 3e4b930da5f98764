import { callIn, isList, isObject, type Value } from "../template/values.ts";

/** What a value takes from elsewhere at deployment. */
export type Reference =
  | {
      readonly kind: "resource";
      readonly logicalId: string;
      /** An attribute; null for the physical id. */
      readonly attribute: string | null;
    }
  | { readonly kind: "export"; readonly name: string }
  | { readonly kind: "dynamic"; readonly text: string };

/** Everything that a value refers to. Source: template reference, Ref, Fn::GetAtt, Fn::Sub, Fn::ImportValue. */
export function* referencesIn(value: Value): Generator<Reference> {
  if (typeof value === "string") {
    for (const [text] of value.matchAll(/\{\{resolve:[^}]+\}\}/g)) yield { kind: "dynamic", text };
    return;
  }
  const call = callIn(value);
  if (call !== null) yield* referenceOf(call.name, call.argument);
  if (isList(value)) for (const inner of value) yield* referencesIn(inner);
  else if (isObject(value)) for (const inner of Object.values(value)) yield* referencesIn(inner);
}

function* referenceOf(name: string, argument: Value): Generator<Reference> {
  if (name === "Ref" && typeof argument === "string") yield resource(argument, null);
  if (name === "Fn::GetAtt") {
    const [logicalId, ...attribute] = isList(argument) ? argument : String(argument).split(".");
    if (typeof logicalId === "string") yield resource(logicalId, attribute.map(String).join("."));
  }
  if (name === "Fn::ImportValue") yield { kind: "export", name: JSON.stringify(argument) };
  if (name === "Fn::Sub") {
    const [text] = isList(argument) ? argument : [argument];
    for (const [, spelled = ""] of String(text).matchAll(/\$\{([^!}][^}]*)\}/g)) {
      const [logicalId = "", ...attribute] = spelled.trim().split(".");
      yield resource(logicalId, attribute.length === 0 ? null : attribute.join("."));
    }
  }
}

const resource = (logicalId: string, attribute: string | null): Reference => ({
  kind: "resource",
  logicalId,
  attribute,
});

/** The fields of a dynamic reference. A colon inside a name that only CloudFormation knows separates nothing. */
export const fieldsOf = (reference: string): readonly string[] =>
  reference.slice(2, -2).split(/:(?![^{}]*\})/);

/** Whether a dynamic reference names no version, so that its value may differ each time it is read. */
export function isMutable(reference: string): boolean {
  const [, service, ...rest] = fieldsOf(reference);
  // {{resolve:ssm:name:version}}, {{resolve:secretsmanager:id:SecretString:key:stage:version}}; an id may be an ARN.
  if (service !== "secretsmanager") return !/^\d+$/.test(rest.at(-1) ?? "") || rest.length < 2;
  const afterId = rest[0] === "arn" ? rest.slice(7) : rest.slice(1);
  return (afterId[3] ?? "") === "";
}

/** An image in a private registry of ECR, by its digest. */
export type RegistryImage = {
  readonly account: string;
  readonly region: string;
  readonly repository: string;
  readonly digest: string;
};

/** The image that a name with a digest means; null if it is in no private registry of ECR, which nobody here could ask. */
export function registryImageOf(name: string): RegistryImage | null {
  const found =
    /^(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.(?:amazonaws\.com(?:\.cn)?|\$\{AWS::URLSuffix\})\/([^@]+)@(sha256:[0-9a-f]{64})$/.exec(
      name,
    );
  if (found === null) return null;
  const [, account = "", region = "", repository = "", digest = ""] = found;
  return { account, region, repository, digest };
}

/** What a dynamic reference names: the service, and the id or ARN that it is read by. */
export type Target = { readonly service: "ssm" | "ssm-secure" | "secretsmanager"; readonly id: string };

/**
 * The target of a dynamic reference without a version, as it can be read beforehand; null if its name is known only when it is
 * deployed. Source: CloudFormation user guide, "Get values stored in other services using dynamic references".
 */
export function targetOf(reference: string): Target | null {
  const [, service, ...rest] = fieldsOf(reference);
  const id = rest[0] === "arn" ? rest.slice(0, 7).join(":") : (rest[0] ?? "");
  if (id === "" || id.includes("${")) return null;
  return service === "ssm" || service === "ssm-secure" || service === "secretsmanager"
    ? { service, id }
    : null;
}
