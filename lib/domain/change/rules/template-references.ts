import {
  callIn,
  isList,
  isObject,
  memberOf,
  type Objects,
  objectIn,
  type Value,
} from "../template/values.ts";
import { type ChangeRule, inEachStep } from "./candidate.ts";
import { circleIn } from "./circle.ts";

/** What a name in a template means, in words, as a refusal says that the template has none. */
type Meaning = "parameter or resource" | "parameter" | "resource" | "condition" | "entry of a mapping";

/** A name that a template uses, and what it has to mean there. An entry of a mapping has several keys. */
type Used = { readonly keys: readonly string[]; readonly meaning: Meaning };

/** Source: CloudFormation user guide, "Pseudo parameters reference". */
const pseudoParameters = [
  "AccountId",
  "NotificationARNs",
  "NoValue",
  "Partition",
  "Region",
  "StackId",
  "StackName",
  "URLSuffix",
].map((name) => `AWS::${name}`);

/**
 * Names that nothing in the template has: CloudFormation looks for each, also where a condition is false, and refuses the template
 * after the gate otherwise. A template that a transform rewrites is left: only the transform knows its names. Source: template
 * reference, Ref, Fn::GetAtt, Fn::Sub, Fn::FindInMap, "Condition functions", "DependsOn attribute".
 */
export const templateReferences: ChangeRule = inEachStep(({ document, stackName, path }) => {
  if (document["Transform"] !== undefined) return [];
  const seen = placesIn(document).flatMap(([place, used]) =>
    [...used]
      .filter((one) => !has(document, one))
      .map(
        ({ keys, meaning }) => `${place} refers to ${keys.join(".")}, which is no ${meaning} of the template`,
      ),
  );
  return [...new Set(seen)].map((text) => ({
    rule: "template-reference",
    where: `${stackName} (${path})`,
    seen: text,
    todo: "correct the name, or add what it means",
  }));
});

/**
 * Resources that need each other, as far as the conditions are known: none of them could be made first. Source: CloudFormation
 * troubleshooting, "Circular dependency between resources".
 */
export const templateCircles: ChangeRule = inEachStep(({ evaluated, stackName, path }) => {
  const resources = objectIn(evaluated["Resources"]);
  const needs = Object.entries(resources).map(([logicalId, body]) => {
    const names = [...usedByResource(objectIn(body))].flatMap(({ keys }) => keys);
    return [logicalId, names.filter((name) => Object.hasOwn(resources, name))] as const;
  });
  const circle = circleIn(new Map(needs));
  return circle.length === 0
    ? []
    : [
        {
          rule: "template-circle",
          where: `${stackName} (${path})`,
          seen: `the resources ${circle.join(", ")} need each other`,
          todo: "take one of the references out",
        },
      ];
});

/** The places of a template in which names stand, with their names. */
function placesIn(document: Objects): readonly (readonly [place: string, used: Iterable<Used>])[] {
  const membersOf = (section: string) => Object.entries(objectIn(document[section]));
  return [
    // Neither of these sections can refer to a resource.
    ...["Conditions", "Rules"].flatMap((section) =>
      membersOf(section).map(
        ([name, member]) => [`${section}/${name}`, usedIn(member, "parameter")] as const,
      ),
    ),
    ...membersOf("Resources").map(
      ([logicalId, body]) => [logicalId, usedByResource(objectIn(body))] as const,
    ),
    ...membersOf("Outputs").map(([name, body]) => [`Outputs/${name}`, usedByOutput(objectIn(body))] as const),
  ];
}

function* usedByResource({ Metadata: _, DependsOn, ...body }: Objects): Generator<Used> {
  for (const name of [DependsOn].flat())
    if (typeof name === "string") yield { keys: [name], meaning: "resource" };
  yield* usedByOutput(body);
}

function* usedByOutput({ Condition, ...body }: Objects): Generator<Used> {
  if (typeof Condition === "string") yield { keys: [Condition], meaning: "condition" };
  yield* usedIn(body, "parameter or resource");
}

/** The names in a value. `meaning`: what a `Ref` there may mean. */
function* usedIn(value: Value, meaning: "parameter" | "parameter or resource"): Generator<Used> {
  const call = callIn(value);
  if (call !== null) yield* usedByCall(call.name, call.argument, meaning);
  for (const inner of isList(value) ? value : Object.values(isObject(value) ? value : {}))
    yield* usedIn(inner, meaning);
}

function* usedByCall(name: string, argument: Value, meaning: Meaning): Generator<Used> {
  const [first, ...others] = isList(argument) ? argument : [argument];
  if (typeof first !== "string") return;
  switch (name) {
    case "Ref":
      yield { keys: [first], meaning };
      return;
    case "Condition":
      // Only conditions are made of conditions. Elsewhere it is a property.
      if (meaning === "parameter") yield { keys: [first], meaning: "condition" };
      return;
    case "Fn::If":
      yield { keys: [first], meaning: "condition" };
      return;
    case "Fn::GetAtt":
      yield { keys: first.split(".").slice(0, 1), meaning: "resource" };
      return;
    case "Fn::FindInMap":
      yield { keys: writtenOut([first, ...others]), meaning: "entry of a mapping" };
      return;
    case "Fn::Sub":
      for (const [, spelled = ""] of first.matchAll(/\$\{([^!}][^}]*)\}/g)) {
        const variable = spelled.trim();
        if (memberOf(objectIn(others[0]), variable) !== undefined) continue;
        const [logicalId = "", ...attribute] = variable.split(".");
        yield { keys: [logicalId], meaning: attribute.length === 0 ? meaning : "resource" };
      }
  }
}

/** The keys of a mapping that are written out, up to the first that is only known at deployment. */
function writtenOut(keys: readonly Value[]): readonly string[] {
  const [first, ...others] = keys;
  return typeof first === "string" ? [first, ...writtenOut(others)] : [];
}

/** Whether the template has what a name means. */
function has(document: Objects, { keys, meaning }: Used): boolean {
  const [name = ""] = keys;
  const isIn = (section: string) => Object.hasOwn(objectIn(document[section]), name);
  const isParameter = isIn("Parameters") || pseudoParameters.includes(name);
  switch (meaning) {
    case "condition":
      return isIn("Conditions");
    case "resource":
      return isIn("Resources");
    case "parameter":
      return isParameter;
    case "parameter or resource":
      return isParameter || isIn("Resources");
    case "entry of a mapping":
      return (
        keys.reduce<Value | undefined>((of, key) => memberOf(objectIn(of), key), document["Mappings"]) !==
        undefined
      );
  }
}
