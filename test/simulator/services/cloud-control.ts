import { readableTypes } from "../../../lib/resources/registry.ts";
import type { Service } from "../account.ts";
import type { CloudFormation } from "./cloudformation.ts";
import type { Resource } from "./stack-types.ts";

type Asked = { readonly TypeName: string; readonly Identifier: string };

/** Source: Cloud Control API reference, GetResource: the status of each error. */
const statuses: Readonly<Record<string, number>> = {
  HandlerInternalFailureException: 502,
  ThrottlingException: 429,
};

const refused = (name: string, message: string): Error =>
  Object.assign(new Error(message), { name, $metadata: { httpStatusCode: statuses[name] ?? 400 } });

/** Each type's parts of the primary identifier, as the registry writes them. */
const identifiers: ReadonlyMap<string, readonly string[]> = new Map(
  readableTypes.flatMap((line) => {
    const [service = "", ...kinds] = line.split(/:? /);
    return kinds.map((word) => {
      const at = word.indexOf("=");
      return [`AWS::${service}::${word.slice(0, at)}`, word.slice(at + 1).split(",")] as const;
    });
  }),
);

/**
 * The identifier under which AWS knows a resource: CloudFormation's id where a part is that, and the property of that name elsewhere.
 * What a template does not say is AWS's own: here CloudFormation's id too.
 */
function identifierOf({ type, id, properties = {} }: Resource): string {
  const parts = identifiers.get(type) ?? [];
  return parts
    .map((part) => (part.endsWith("*") ? id : String(properties[part.replace(/^.*\//, "")] ?? id)))
    .join("|");
}

/**
 * Cloud Control: it reads what CloudFormation created by type and primary identifier. A type without a read handler, or that is none,
 * is refused; a wrong identifier is not found, like one that is gone; and a resource may have an error of its own (Cloud Control
 * API reference, GetResource). What was just created may not be found yet, and what was deleted may still be.
 */
export function cloudControlOver(cloudFormation: CloudFormation, nowMs: () => number): Service {
  return {
    GetResource: ({ TypeName, Identifier }: Asked) => {
      if (!identifiers.has(TypeName))
        throw /^AWS::[A-Za-z0-9]+::[A-Za-z0-9]+$/.test(TypeName)
          ? refused("UnsupportedActionException", `Resource type ${TypeName} does not support READ action`)
          : refused("TypeNotFoundException", `The type '${TypeName}' cannot be found.`);
      const ghosts = [...cloudFormation.ghosts.values()].filter(({ untilMs }) => untilMs > nowMs());
      const found = [...cloudFormation.resources.values(), ...ghosts.map(({ resource }) => resource)].find(
        (one) => one.type === TypeName && identifierOf(one) === Identifier,
      );
      const isVisible =
        found !== undefined && found.createdAtMs + cloudFormation.habits.visibleAfterMs <= nowMs();
      if (!isVisible)
        throw refused(
          "ResourceNotFoundException",
          `Resource of type '${TypeName}' with identifier '${Identifier}' was not found.`,
        );
      if (found.generally !== undefined)
        throw refused(found.generally, "User is not authorized to perform: service:DescribeThing");
      return {
        TypeName,
        ResourceDescription: {
          Identifier,
          Properties: JSON.stringify({ Id: Identifier, ...found.properties }),
        },
      };
    },
  };
}
