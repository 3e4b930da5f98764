import { exportsIn } from "../prediction/sections.ts";
import { resourceTypeOf } from "../template/resource-type.ts";
import { callIn, objectIn, type Value } from "../template/values.ts";
import { written } from "../template/written.ts";
import type { ReadStep } from "./candidate.ts";

/** How far an import of an import is followed. */
const mostImports = 3;

/** Where a value stands, and the steps of the same environment, whose exports it may import. */
export type ValuePlace = { readonly step: ReadStep; readonly neighbours: readonly ReadStep[] };

// What these answer is made up by code, or written by anyone.
const answersAnything = /^(Custom::|AWS::CloudFormation::(CustomResource|Macro)|AWS::SSM::Parameter)/;

/** Whether a name (`Role`, `Role.Arn`) refers to a resource of the stack whose names and attributes AWS gives. */
function isOwnResource(name: string, { step }: ValuePlace): boolean {
  const [logicalId = ""] = name.split(".");
  const resources = objectIn(step.evaluated["Resources"]);
  if (!Object.hasOwn(resources, logicalId)) return false;
  return !answersAnything.test(resourceTypeOf(resources[logicalId]));
}

/** What a neighbour exports under the name that a value imports, with its place; null for any other value. */
function importedFrom(
  value: Value,
  { step, neighbours }: ValuePlace,
): { value: Value; place: ValuePlace } | null {
  const call = callIn(value);
  if (call?.name !== "Fn::ImportValue") return null;
  const name = JSON.stringify(call.argument);
  for (const other of neighbours) {
    const exported =
      other.environment === step.environment ? exportsIn(other.evaluated).get(name) : undefined;
    if (exported !== undefined) return { value: exported, place: { step: other, neighbours } };
  }
  return null;
}

/** Whether a value is a resource of the environment: one of the stack, or what a stack of the environment exports. */
export function isOwnThing(value: Value, place: ValuePlace, depth = 0): boolean {
  const imported = importedFrom(value, place);
  if (imported !== null) return depth < mostImports && isOwnThing(imported.value, imported.place, depth + 1);
  const [, name] = /^\$\{([^}]+)\}$/.exec(written(value) ?? "") ?? [];
  return name !== undefined && isOwnResource(name, place);
}

/**
 * Whether a value names the environment's own account: its number, an ARN in it, or a resource of the environment. A text counts
 * by the account that stands in its fifth field, not by whatever else it mentions.
 */
export function isInOwnAccount(value: Value, place: ValuePlace): boolean {
  if (isOwnThing(value, place)) return true;
  const imported = importedFrom(value, place);
  if (imported !== null) return isInOwnAccount(imported.value, imported.place);
  const text = written(value) ?? "";
  const { account } = place.step;
  // A colon inside a reference separates nothing.
  const fields = text.split(/:(?![^{}]*\})/);
  const isOwnNumber = (field = "") =>
    (account !== null && field === account) || field === `\${AWS::AccountId}`;
  if (fields.length === 1 && isOwnNumber(fields[0])) return true;
  if (fields[0] === "arn") return isOwnNumber(fields[4]);
  // An ARN that a resource of the stack begins: "${Role.Arn}/*".
  const [, first] = /^\$\{([^}]+\.[^}]*Arn)\}/.exec(text) ?? [];
  return first !== undefined && isOwnResource(first, place);
}
