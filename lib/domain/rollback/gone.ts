import type { FactShape, FactValue } from "../../resources/fact.ts";
import type { Inspected } from "../../resources/resources.ts";
import { describeCall, isAnother, lookAt, stateOf } from "../../resources/tables.ts";
import { goneByIdentifier } from "./read-while-standing.ts";

/** Whether a resource is gone. `going`: it is being deleted. `unproven`: no call describes its type. */
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

/**
 * Whether what was found under an id that resources share is none of these, which had it. Without one, or without the properties of
 * one, nobody can tell, and what was found stands for it.
 */
export const isOnlyAnother = (
  { type, facts }: Inspected,
  sharing: readonly { readonly properties?: Readonly<Record<string, unknown>> }[],
): boolean =>
  sharing.length > 0 &&
  sharing.every(
    ({ properties }) => properties !== undefined && own(isAnother, type)?.(facts, properties) === true,
  );

/** How Cloud Control read a resource, and whether it read that identifier while the resource stood. */
export type ReadGenerally = {
  readonly identifier: string | null;
  readonly is: "standing" | "absent" | "unread";
  /** Why it was not read; empty if it was. */
  readonly because: string;
  readonly wasSeenStanding: boolean;
};

/**
 * Whether a resource that only Cloud Control reads is gone. It is not found either if its identifier is wrong, or if it is in
 * another region: only an identifier that was read while the resource stood shows that it is gone.
 */
export function isGoneGenerally({ identifier, is, because, wasSeenStanding }: ReadGenerally): {
  readonly is: Goneness;
  readonly how: string;
} {
  const call = `cloudformation:GetResource ${identifier ?? ""}`.trimEnd();
  if (is === "unread") return { is: "unproven", how: `${call}: ${because}` };
  if (is === "standing") return { is: "present", how: `${call}: found` };
  return wasSeenStanding
    ? { is: "gone", how: goneByIdentifier(identifier ?? "") }
    : { is: "unproven", how: `${call}: not found, and it was never read while it stood` };
}

/** Whether a resource is gone that its own service does not find, and that Cloud Control reads: two readers must agree. */
export const isGoneByBoth = (
  own: { readonly is: Goneness; readonly how: string },
  { identifier, is }: Pick<ReadGenerally, "identifier" | "is">,
): { readonly is: Goneness; readonly how: string } =>
  own.is === "gone" && is === "standing"
    ? { is: "unproven", how: `${own.how}; cloudformation:GetResource ${identifier}: found` }
    : own;

/** The command that shows a resource to a person. */
export const lookCommand = (type: string, id: string): string =>
  (own(lookAt, type) ?? "aws resourcegroupstaggingapi get-resources --resource-arn-list {id}")
    .replaceAll("{id}", id)
    .replaceAll("{parent}", id.split("/").at(-2) ?? "");

// A type comes from a template, so it may have the name of a property that every object has.
const own = <V>(table: Readonly<Record<string, V>>, type: string): V | undefined =>
  Object.hasOwn(table, type) ? table[type] : undefined;
