import type { TemplateDiff } from "@aws-cdk/cloudformation-diff/lib/diff-template.js";

/** Permissions and rules that are added, and denials that fall away, each in words. A lost permission widens nothing. */
export function wideningOf({ iamChanges, securityGroupChanges }: TemplateDiff): readonly string[] {
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

const colours = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, "g");

/** The rows of a table of the library, each cell without its terminal colours. */
const rowsOf = (table: readonly (readonly string[])[]) =>
  table.map((row) => row.map((cell) => cell.replace(colours, "")));
