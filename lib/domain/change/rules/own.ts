import { arnKinds } from "../../../resources/tables.ts";
import { exportsIn } from "../prediction/sections.ts";
import { resourceTypeOf } from "../template/resource-type.ts";
import { callIn, memberOf, type Objects, objectIn, type Value } from "../template/values.ts";
import { written } from "../template/written.ts";
import type { ReadStep } from "./candidate.ts";

/** How far an import of an import is followed. */
const mostImports = 3;

/** Where a value stands, and the steps of the change, whose exports it may import. */
export type ValuePlace = { readonly step: ReadStep; readonly neighbours: readonly ReadStep[] };

/** A value where a template writes it out. */
type Placed = { readonly value: Value; readonly place: ValuePlace };

/** What a stack of the environment exports under the name that a value imports, with its place; null for any other value. */
function importedFrom(value: Value, { step, neighbours }: ValuePlace): Placed | null {
  const call = callIn(value);
  if (call?.name !== "Fn::ImportValue") return null;
  const name = JSON.stringify(call.argument);
  for (const other of neighbours.filter(({ environment }) => environment === step.environment)) {
    const exported = exportsIn(other.evaluated).get(name);
    if (exported !== undefined) return { value: exported, place: { step: other, neighbours } };
  }
  return null;
}

/** A value where the change writes it out. An import that no stack of the change exports stays one. */
export function settled(value: Value, place: ValuePlace, followed = 0): Placed {
  const imported = followed < mostImports ? importedFrom(value, place) : null;
  return imported === null ? { value, place } : settled(imported.value, imported.place, followed + 1);
}

/** Whether a value is imported from a stack that is none of the change's. */
export function isFromOutside(of: Value, at: ValuePlace): boolean {
  const { value, place } = settled(of, at);
  return callIn(value)?.name === "Fn::ImportValue" && importedFrom(value, place) === null;
}

/** A resource of the environment as a reference names it. */
type Named = {
  readonly type: string;
  readonly properties: Objects;
  /** Null if the reference is to the resource's id. */
  readonly attribute: string | null;
  readonly place: ValuePlace;
};

/** The resource of the environment that a value refers to; null for any other value, and for a text with more in it. */
export function namedBy(of: Value, at: ValuePlace): Named | null {
  const { value, place } = settled(of, at);
  const found = /^\$\{([^}.]+)(?:\.([^}]+))?\}$/.exec(written(value) ?? "");
  if (found === null) return null;
  const [, logicalId = "", attribute = null] = found;
  const resource = memberOf(objectIn(place.step.evaluated["Resources"]), logicalId);
  if (resource === undefined) return null;
  const properties = objectIn(objectIn(resource)["Properties"]);
  return { type: resourceTypeOf(resource), properties, attribute, place };
}

// What these answer is made up by code, or is not of this account.
const answersAnything = /^(?!AWS::)|^AWS::(CloudFormation|Organizations|SSM::Parameter)/;

/**
 * Whether a value is the ARN that AWS gives a resource of the environment. A name proves nothing: a template may call a role
 * "666666666666" and an alarm "*".
 */
export function isOwnArn(value: Value, place: ValuePlace): boolean {
  const named = namedBy(value, place);
  if (named === null || answersAnything.test(named.type)) return false;
  const { type, properties, attribute } = named;
  if (attribute !== null) return attribute.endsWith("Arn") && !Object.hasOwn(properties, attribute);
  return Object.values(arnKinds).some((kind) => kind.type === type && kind.id === "arn");
}

/** The fields of an ARN as a template joins it. A colon inside a reference separates nothing. */
const fieldsOf = (text: string): readonly string[] => text.split(/:(?![^{}]*\})/);

// In these fields of an ARN, what nobody can tell could hold colons of its own, and move the account into another field.
const isTold = (field: string): boolean => /^([\w*?-]|\$\{AWS::(Partition|Region)\})*$/.test(field);

/**
 * Whether a value names the environment's own account: its number, an ARN in it, or the ARN of a resource of the environment. A
 * text counts by the account that stands in its fifth field, not by whatever else it mentions.
 */
export function isInOwnAccount(of: Value, at: ValuePlace): boolean {
  if (isOwnArn(of, at)) return true;
  const { value, place } = settled(of, at);
  const text = written(value) ?? "";
  const isOwnNumber = (field: string | undefined) =>
    field === place.step.account || field === `\${AWS::AccountId}`;
  const [first, ...fields] = fieldsOf(text);
  if (first === "arn") return fields.slice(0, 3).every(isTold) && isOwnNumber(fields[3]);
  // An ARN that a resource of the stack begins: "${Role.Arn}/*".
  const begins = /^(\$\{[^}]+\})[/:]/.exec(text)?.[1] ?? "";
  return isOwnNumber(text) || isOwnArn({ "Fn::Sub": begins }, place);
}

/** Whether an ARN has a wildcard before its account: where a wildcard takes in colons, the account could stand further behind. */
export function isOpenBeforeAccount(value: Value): boolean {
  const [first, ...fields] = fieldsOf(written(value) ?? "");
  return first === "arn" && /[*?]/.test(fields.slice(0, 3).join());
}
