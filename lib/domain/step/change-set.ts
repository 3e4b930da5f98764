import type { TypeSpec } from "../change/prediction/service-spec.ts";
import type { ResourceChange } from "../records/resource-change.ts";

/**
 * Every status of a change set, and what it means. Source: CloudFormation API reference, DescribeChangeSet, Status.
 * - `making`: CloudFormation is still at work; look again
 * - `made`: its execution status says whether it can be executed
 * - `refused`: CloudFormation could not make or delete it; its reason says why
 * - `absent`: it is being deleted, which counts as deleted
 */
export const changeSetStatuses = {
  CREATE_PENDING: "making",
  CREATE_IN_PROGRESS: "making",
  CREATE_COMPLETE: "made",
  FAILED: "refused",
  DELETE_PENDING: "absent",
  DELETE_IN_PROGRESS: "absent",
  DELETE_COMPLETE: "absent",
  DELETE_FAILED: "refused",
} as const;

/**
 * What the execution status of a change set that was made means. Source: CloudFormation API reference,
 * DescribeChangeSet, ExecutionStatus.
 * - `taken`: it is being executed or was; the stack says what became of it
 * - `obsolete`: someone else has changed the stack since
 */
export const executionStatuses = {
  UNAVAILABLE: "making",
  AVAILABLE: "ready",
  EXECUTE_IN_PROGRESS: "taken",
  EXECUTE_COMPLETE: "taken",
  EXECUTE_FAILED: "taken",
  OBSOLETE: "obsolete",
} as const;

/** A change set as it was observed. */
export type ObservedChangeSet = {
  readonly status: string;
  readonly executionStatus: string;
  readonly reason: string;
  readonly changes: readonly ResourceChange[];
};

/**
 * The state of a change set. `empty`: CloudFormation made none, because it finds nothing to change. `unknown`: a
 * status that these tables do not have.
 */
export type ChangeSetStanding =
  | "absent"
  | "making"
  | "ready"
  | "empty"
  | "refused"
  | "taken"
  | "obsolete"
  | "unknown";

/** The state of a change set; `absent` if it was not found. */
export function changeSetStandingOf(seen: ObservedChangeSet | null): ChangeSetStanding {
  if (seen === null) return "absent";
  const made = lookUp(changeSetStatuses, seen.status);
  if (made === "refused" && isEmptiness(seen.reason)) return "empty";
  if (made !== "made") return made;
  return lookUp(executionStatuses, seen.executionStatus);
}

/** Whether the old resource, or what the property said of it, is lost: a removal, or anything that may be a replacement. */
export const losesResource = ({ action, replacement, inPlace }: ResourceChange): boolean =>
  action === "Remove" || action === "Dynamic" || (replacement !== "False" && inPlace !== true);

/**
 * The same change, marked as in place if CloudFormation cannot rule out a replacement but AWS's specification can: it
 * describes every property that changes, and says of each that it never replaces the resource.
 */
export function judged(change: ResourceChange, { replaces, describes }: TypeSpec): ResourceChange {
  const { action, replacement, properties } = change;
  const isInPlace =
    action === "Modify" &&
    replacement === "Conditional" &&
    properties.length > 0 &&
    properties.every((property) => describes(property) && replaces(property) === "no");
  return isInPlace ? { ...change, inPlace: true } : change;
}

/** The name of the change set of one attempt (CloudFormation API reference: a letter, then letters, digits, hyphens; at most 128). */
export const changeSetName = (token: string): string => `interlock-${token.slice(0, 32)}`;

// CloudFormation uses both wordings, depending on whether the request or the transformed template is equal.
const isEmptiness = (reason: string): boolean =>
  /didn't contain changes|no updates are to be performed/i.test(reason);

const lookUp = <T extends Readonly<Record<string, string>>>(
  table: T,
  status: string,
): T[keyof T] | "unknown" => (Object.hasOwn(table, status) ? (table[status] as T[keyof T]) : "unknown");
