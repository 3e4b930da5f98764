import { readableTypes, unreadableTypes } from "./registry.ts";

/** One part of a primary identifier: where the property is in a template, and whether CloudFormation's own id is this part. */
export type IdentifierPart = { readonly path: readonly string[]; readonly isOwnId: boolean };

/**
 * The parts of the primary identifier by which Cloud Control reads a resource of a type; null if the type has no read handler, or
 * is none of the registry's.
 */
export function identifierPartsOf(type: string): readonly IdentifierPart[] | null {
  const [, service = "", ...kind] = type.split("::");
  const listed = lineOf(readableTypes, service).find((word) => word.startsWith(`${kind.join("::")}=`));
  if (!type.startsWith("AWS::") || listed === undefined) return null;
  return listed
    .slice(listed.indexOf("=") + 1)
    .split(",")
    .map((part) => ({ path: part.replace("*", "").split("/"), isOwnId: part.endsWith("*") }));
}

/** Every type of the registry, by whether Cloud Control reads it. */
export const registryTypes = (): {
  readonly readable: readonly string[];
  readonly unreadable: readonly string[];
} => ({
  readable: typesIn(readableTypes).map((type) => type.slice(0, type.indexOf("="))),
  unreadable: typesIn(unreadableTypes),
});

const lineOf = (lines: readonly string[], service: string): readonly string[] =>
  (lines.find((line) => line.startsWith(`${service}: `)) ?? "").slice(service.length + 2).split(" ");

const typesIn = (lines: readonly string[]): readonly string[] =>
  lines.flatMap((line) => {
    const service = line.slice(0, line.indexOf(":"));
    return lineOf(lines, service).map((kind) => `AWS::${service}::${kind}`);
  });
