import { fullDiff } from "@aws-cdk/cloudformation-diff/lib/diff-template.js";
import { isList, isObject, type Objects, type Value } from "../template/values.ts";

/** Permissions and rules that are added, and denials that fall away, each in words. A lost permission widens nothing. */
export function wideningOf(old: Objects, next: Objects): readonly string[] {
  const { iamChanges, securityGroupChanges } = fullDiff(readable(old), readable(next));
  const widens = ([sign, , effect]: readonly string[]) => sign === (effect === "Deny" ? "-" : "+");
  const added = ([sign]: readonly string[]) => sign === "+";
  return [
    ...rowsOf(iamChanges.summarizeStatements())
      .filter(widens)
      .map(
        ([sign, resource, effect, action, principal, condition]) =>
          `IAM: ${sign === "-" ? "no longer " : ""}${effect} ${action} on ${resource} to ${principal}${condition ? ` if ${condition.replace(/\n\s*/g, " ")}` : ""}`,
      ),
    ...rowsOf(iamChanges.summarizeManagedPolicies())
      .filter(added)
      .map(([, role, policy]) => `IAM: ${policy} for ${role}`),
    ...rowsOf(securityGroupChanges.summarize())
      .filter(added)
      .map(
        ([, group, direction, protocol, peer]) =>
          `Network: ${group} ${direction === "In" ? "lets in" : "lets out"} ${protocol} ${direction === "In" ? "from" : "to"} ${peer}`,
      ),
  ].map((line) => line.replaceAll("\n", ", "));
}

/** The library asks objects for their own method of that name, so none may have a member that hides it. */
const hiding = "hasOwnProperty";

function readable(value: Objects): { [key: string]: unknown };
function readable(value: Value): unknown;
function readable(value: Value): unknown {
  if (isList(value)) return value.map(readable);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key === hiding ? `${key} ` : key, readable(inner)]),
  );
}

const colours = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, "g");

/** The rows of a table of the library, each cell without its terminal colours. */
const rowsOf = (table: readonly (readonly string[])[]) =>
  table.map((row) => row.map((cell) => cell.replace(colours, "")));
