import { evaluatedBy, textOf } from "./evaluated.ts";
import type { Deployed } from "./stack-types.ts";
import { type Change, changesBetween, type Template } from "./templates.ts";

/** What CloudFormation knows of a stack. Which account and region it is makes no difference to what changes. */
export const pseudo: Readonly<Record<string, string>> = {
  "AWS::AccountId": "111111111111",
  "AWS::Partition": "aws",
  "AWS::Region": "eu-central-1",
  "AWS::StackId": "arn:aws:cloudformation:eu-central-1:111111111111:stack/shop/1",
  "AWS::StackName": "shop",
  "AWS::URLSuffix": "amazonaws.com",
};

/**
 * What a change set lists: what its template changes, and every resource that follows. Source: CloudFormation API reference,
 * ResourceChange and ResourceChangeDetail: a value that a parameter, a mapping or a condition gives (DirectModification and
 * ParameterReference), the new id or attribute of a resource that is replaced or modified (ResourceReference,
 * ResourceAttribute), and the stack's tags (Scope Tags). A resource that is only written in another way is listed too: nothing
 * says that CloudFormation leaves it out.
 */
export function changesListed(before: Deployed, after: Deployed): readonly Change[] {
  const [was, becomes] = [evaluated(before), evaluated(after)];
  const listed = new Map(changesBetween(was, becomes).map((change) => [change.logicalId, change]));
  const isThere = (id: string) => Object.hasOwn(was.resources, id) && Object.hasOwn(becomes.resources, id);
  const kept = Object.entries(becomes.resources).filter(([id]) => isThere(id));
  for (let settled = false; !settled; ) {
    settled = true;
    for (const [logicalId, { Type: type, Properties = {} }] of kept) {
      if (listed.has(logicalId)) continue;
      const properties = Object.keys(Properties).filter((name) => follows(Properties[name], listed));
      if (properties.length === 0) continue;
      // What a name will be is known only when it is deployed, so whether it replaces the resource is not.
      const replacement =
        before.template.knobs.unsure || properties.some(namesResource) ? "Conditional" : "False";
      listed.set(logicalId, { action: "Modify", logicalId, type, replacement, properties, policy: null });
      settled = false;
    }
  }
  for (const change of changesBetween(before.template, after.template))
    if (isThere(change.logicalId) && !listed.has(change.logicalId))
      listed.set(change.logicalId, { ...change, action: "Modify", replacement: "False", policy: null });
  const isTagged = textOf(before.tags) !== textOf(after.tags);
  for (const [logicalId, { Type: type }] of isTagged ? kept : [])
    if (!listed.has(logicalId))
      listed.set(logicalId, {
        action: "Modify",
        logicalId,
        type,
        replacement: "False",
        properties: [],
        policy: null,
        attribute: "Tags",
      });
  return [...listed.values()];
}

/** Whether another value of a property replaces the resource. Source: template reference of the types used here. */
const namesResource = (property: string): boolean => property.endsWith("Name") && property !== "DisplayName";

/** A template as CloudFormation compares it: only resources that exist, with the values that they get. */
function evaluated({ template, parameters }: Deployed): Template {
  const { resources } = evaluatedBy(JSON.parse(template.text), { parameters, pseudo });
  return { ...template, resources: Object.fromEntries(resources) as Template["resources"] };
}

/** Whether a value refers to a resource that changes so that the value may, or to something that is read when it is deployed. */
function follows(value: unknown, listed: ReadonlyMap<string, Change>): boolean {
  if (typeof value === "string") return isReadAnew(value);
  if (typeof value !== "object" || value === null) return false;
  const entries = Object.entries(value);
  const [[name, argument] = ["", null]] = entries.length === 1 ? entries : [];
  if (name === "Ref") return isReplaced(listed.get(String(argument)));
  if (name === "Fn::GetAtt") {
    const [of] = Array.isArray(argument) ? argument : String(argument).split(".");
    return isModified(listed.get(String(of)));
  }
  if (name === "Fn::Sub" || name === "Fn::Join") {
    const texts = JSON.stringify(argument).matchAll(/\$\{([^!.}]+)(\.[^}]+)?\}/g);
    for (const [, of = "", attribute] of texts)
      if (attribute === undefined ? isReplaced(listed.get(of)) : isModified(listed.get(of))) return true;
  }
  return Object.values(value).some((inner) => follows(inner, listed));
}

const isModified = (change: Change | undefined): boolean => change?.action === "Modify";
const isReplaced = (change: Change | undefined): boolean =>
  change?.action === "Modify" && change.replacement !== "False";

/** Whether a text is a dynamic reference without a version (CloudFormation user guide, "Dynamic references"). */
const isReadAnew = (text: string): boolean =>
  /\{\{resolve:ssm(-secure)?:[^:}]+\}\}/.test(text) ||
  /\{\{resolve:secretsmanager:[^:}]+(:SecretString(:[^:}]*(:[^:}]*)?)?)?\}\}/.test(text);
