import type { FactShape, FactValue } from "../../resources/fact.ts";
import type { Inspected } from "../../resources/resources.ts";
import { describeCall, lookAt, stateOf } from "../../resources/tables.ts";

/** Whether a resource is gone: `going` is on its way, `unproven` is of a type that nothing describes. */
export type Goneness = "gone" | "going" | "present" | "unproven";

/** Whether a described resource is gone, and how that was seen. */
export function isGone(
  type: string,
  seen: Inspected | null | undefined,
): { readonly is: Goneness; readonly how: string } {
  if (seen === undefined) return { is: "unproven", how: `nothing describes ${type}` };
  const call = own(describeCall, type) ?? "describing it";
  if (seen === null) return { is: "gone", how: `${call}: not found` };
  const facts: Readonly<Record<string, FactValue<FactShape>>> = seen.facts;
  const row = own(stateOf, type);
  if (row === undefined) return { is: "present", how: `${call}: found` };
  const state = String(facts[row.fact]);
  const how = `${call}: ${state}`;
  if (row.gone.includes(state)) return { is: "gone", how };
  return { is: row.going === "every" || row.going.includes(state) ? "going" : "present", how };
}

/** The command with which a person looks at a resource. */
export const lookCommand = (type: string, id: string): string =>
  (own(lookAt, type) ?? "aws resourcegroupstaggingapi get-resources --resource-arn-list {id}")
    .replaceAll("{id}", id)
    .replaceAll("{parent}", id.split("/").at(-2) ?? "");

// A type comes from a template: it may be called like a property that every object has.
const own = <V>(table: Readonly<Record<string, V>>, type: string): V | undefined =>
  Object.hasOwn(table, type) ? table[type] : undefined;
