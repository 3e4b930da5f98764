import type { IdentifierPart } from "../../resources/identifier.ts";

type Properties = Readonly<Record<string, unknown>>;

/**
 * The primary identifier by which a resource is read, from what its stack says of it: CloudFormation's own id, and the properties in
 * the stack's events. Null if they do not tell it: a guess would be asked about another resource.
 *
 * An identifier of one part is CloudFormation's id, unless that is known to be something else. Of several parts, each is a property;
 * the one part that no property tells is CloudFormation's id. CloudFormation joins the parts by `|`, and so does an id that is
 * made of all of them (Cloud Control API user guide, "Identifying resources with AWS Cloud
 * Control API").
 */
export function identifierOf(
  parts: readonly IdentifierPart[],
  id: string,
  properties: Properties | null,
): string | null {
  if (parts.length > 1 && id.split("|").length === parts.length) return id;
  const told = parts.map(({ path, isOwnId }) => (isOwnId ? id : valueAt(properties, path)));
  const untold = told.filter((value) => value === null).length;
  const mayBeOwn = parts.length > 1 && !parts.some(({ isOwnId }) => isOwnId);
  if (untold > 1 || (untold === 1 && !mayBeOwn)) return null;
  return told.map((value) => value ?? id).join("|");
}

/** The text at a path of properties; null if there is none, or if it is not told (an empty text, or the mask of a NoEcho value). */
function valueAt(properties: Properties | null, path: readonly string[]): string | null {
  const value = path.reduce<unknown>(
    (at, key) => (typeof at === "object" && at !== null ? (at as Properties)[key] : undefined),
    properties,
  );
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  return typeof value === "string" && value !== "" && value !== "****" ? value : null;
}
