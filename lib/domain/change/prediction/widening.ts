import type { TemplateDiff } from "@aws-cdk/cloudformation-diff";
import { fullDiff } from "@aws-cdk/cloudformation-diff/lib/diff-template.js";
import { isList, isObject, memberOf, type Objects, objectIn, type Value } from "../template/values.ts";
import { variantsOf } from "../template/variants.ts";

/**
 * Permissions and rules that are added, and denials that fall away, each in words, whatever the conditions turn out to be that nobody
 * can tell. A lost permission widens nothing. A resource whose permissions cannot be read from the template is named.
 */
export const wideningOf = (old: Objects, next: Objects): readonly string[] => [
  ...new Set(
    variantsOf({ old, next }).flatMap((variant) => {
      const of = objectIn(variant);
      return widenedBetween(objectIn(of["old"]), objectIn(of["next"]));
    }),
  ),
];

function widenedBetween(old: Objects, next: Objects): readonly string[] {
  const whole = compared(old, next);
  const unread = whole === null ? unreadIn(old, next) : [];
  const found = whole ?? compared(without(old, unread), without(next, unread));
  if (found === null) return ["IAM: nobody can tell what the resources allow"];
  return [...unread.map((logicalId) => `IAM: nobody can tell what ${logicalId} allows`), ...widened(found)];
}

function widened({ iamChanges, securityGroupChanges }: TemplateDiff): readonly string[] {
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

/** What the library says of a change; null where it throws, as at a bucket's policy without a document. */
function compared(old: Objects, next: Objects): TemplateDiff | null {
  try {
    return fullDiff(readable(old), readable(next));
  } catch {
    return null;
  }
}

/** The logical ids of the resources at which the library throws. */
function unreadIn(old: Objects, next: Objects): readonly string[] {
  const [before, after] = [objectIn(old["Resources"]), objectIn(next["Resources"])];
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (logicalId) => compared(only(before, logicalId), only(after, logicalId)) === null,
  );
}

/** A template with one of these resources, or with none where they lack it. */
const only = (resources: Objects, logicalId: string): Objects => {
  const resource = memberOf(resources, logicalId);
  return { Resources: resource === undefined ? {} : { [logicalId]: resource } };
};

/** The template without some of its resources. */
const without = (template: Objects, logicalIds: readonly string[]): Objects => ({
  ...template,
  Resources: Object.fromEntries(
    Object.entries(objectIn(template["Resources"])).filter(([logicalId]) => !logicalIds.includes(logicalId)),
  ),
});

/** The library asks objects for their own method of that name, so none may have a member that hides it. */
const hiding = "hasOwnProperty";

/** Lists that the library takes apart: what only the deployment tells of one is one name for it. */
const namesOfPrincipals = ["Groups", "Users", "Roles"];

function readable(value: Objects): { [key: string]: unknown };
function readable(value: Value): unknown;
function readable(value: Value): unknown {
  if (isList(value)) return value.map(readable);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key === hiding ? `${key} ` : key,
      readable(namesOfPrincipals.includes(key) && isObject(inner) ? [inner] : inner),
    ]),
  );
}

const colours = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, "g");

/** The rows of a table of the library, each cell without its terminal colours. */
const rowsOf = (table: readonly (readonly string[])[]) =>
  table.map((row) => row.map((cell) => cell.replace(colours, "")));
