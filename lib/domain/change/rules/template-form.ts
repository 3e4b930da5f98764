import { exportsIn } from "../prediction/sections.ts";
import type { Refusal } from "../refusal.ts";
import { resourceTypeOf } from "../template/resource-type.ts";
import { isList, isObject, type Objects, objectIn, type Value } from "../template/values.ts";
import { type ChangeRule, inEachStep, type ReadStep, refusing } from "./candidate.ts";

const whereOf = ({ stackName, path }: ReadStep): string => `${stackName} (${path})`;

/** Sections whose members have names. Source: CloudFormation template reference, "Template sections": letters and digits. */
const named = ["Resources", "Parameters", "Mappings", "Conditions", "Outputs"];
const mostCharacters = 255;

/** Source: template reference, "DeletionPolicy attribute", "UpdateReplacePolicy attribute". */
const policies: Readonly<Record<string, readonly string[]>> = {
  DeletionPolicy: ["Delete", "Retain", "RetainExceptOnCreate", "Snapshot"],
  UpdateReplacePolicy: ["Delete", "Retain", "Snapshot"],
};

/** Whether a key of a section names a member: what rewrites the section is named by a rule of its own. */
const isNamed = (key: string): boolean => key !== "Fn::Transform" && !key.startsWith("Fn::ForEach");

/** What CloudFormation refuses in the form of a template, after the gate otherwise. */
export const templateForm: ChangeRule = inEachStep((step) => {
  const refuse = (seen: string, todo: string): Refusal => ({
    rule: "template-form",
    where: whereOf(step),
    seen,
    todo,
  });
  const { Description } = step.document;
  return [
    ...(Description === undefined || typeof Description === "string"
      ? []
      : [refuse("the description is no text", "write it as a text: no function is evaluated in it")]),
    ...named.flatMap((section) =>
      Object.keys(objectIn(step.document[section]))
        .filter(isNamed)
        .filter((name) => !/^[A-Za-z0-9]+$/.test(name) || name.length > mostCharacters)
        .map((name) =>
          refuse(
            `${section} has a member named "${name.slice(0, mostCharacters)}"`,
            `a name has at most ${mostCharacters} letters and digits: choose another`,
          ),
        ),
    ),
    ...Object.entries(objectIn(step.document["Resources"]))
      .filter(([logicalId]) => isNamed(logicalId))
      .flatMap(([logicalId, body]) => [
        ...(resourceTypeOf(body) === "unknown"
          ? [
              refuse(
                `${logicalId} has ${seenAsType(objectIn(body)["Type"])}`,
                "give it a Type, such as AWS::S3::Bucket",
              ),
            ]
          : []),
        ...unknownPoliciesOf(objectIn(body)).map(([attribute, value, allowed]) =>
          refuse(
            `${logicalId} has the ${attribute} ${JSON.stringify(value)}`,
            `write ${allowed.join(", ")}: no function is evaluated there`,
          ),
        ),
      ]),
  ];
});

const seenAsType = (type: Value | undefined): string =>
  type === undefined ? "no type" : `the type ${JSON.stringify(type).slice(0, mostCharacters)}`;

/** The policies of a resource that CloudFormation does not know, with those that it knows. */
function unknownPoliciesOf(body: Objects): readonly (readonly [string, Value, readonly string[]])[] {
  return Object.entries(policies).flatMap(([attribute, allowed]) => {
    const value = body[attribute];
    const isKnown = value === undefined || allowed.some((one) => one === value);
    return isKnown ? [] : [[attribute, value, allowed] as const];
  });
}

/** The functions whose effect the rules and the prediction know. Source: template reference, "Intrinsic functions". */
const functions = [
  "And",
  "Base64",
  "Cidr",
  "Contains",
  "EachMemberEquals",
  "EachMemberIn",
  "Equals",
  "FindInMap",
  "GetAtt",
  "GetAZs",
  "If",
  "ImportValue",
  "Join",
  "Length",
  "Not",
  "Or",
  "RefAll",
  "Select",
  "Split",
  "Sub",
  "ToJsonString",
  "ValueOf",
  "ValueOfAll",
].map((name) => `Fn::${name}`);

/** Reads an output of any stack, of another account too, when it is deployed (template reference, Fn::GetStackOutput). */
const readsOutputs = "Fn::GetStackOutput";

/**
 * Functions that take something from outside the change that nobody approved, or that nobody here knows: of neither can approvers
 * be shown what it does. What rewrites the template is named by a rule of its own.
 */
export const templateFunctions: ChangeRule = inEachStep((step) => {
  const { Resources, ...sections } = withoutMetadata(step.document);
  const resources = Object.values(objectIn(Resources)).map(withoutMetadata);
  const found = [...new Set(functionsIn([sections, resources]))].filter(
    (name) => !functions.includes(name) && name !== "Fn::Transform" && !name.startsWith("Fn::ForEach"),
  );
  return found.map((name) => ({
    rule: "template-function",
    where: whereOf(step),
    seen:
      name === readsOutputs
        ? "Fn::GetStackOutput reads an output of another stack when it is deployed, perhaps of another environment"
        : `nobody here knows the function ${name}`,
    todo:
      name === readsOutputs
        ? "export the output and import it, within the environment"
        : "approvers could not see what it does: write its value out",
  }));
});

/** A template or a resource without its Metadata, which nothing deploys. */
const withoutMetadata = (of: Value): Objects => {
  const { Metadata: _, ...rest } = objectIn(of);
  return rest;
};

function* functionsIn(value: Value): Generator<string> {
  if (isList(value)) for (const inner of value) yield* functionsIn(inner);
  else if (isObject(value))
    for (const [key, inner] of Object.entries(value)) {
      if (key.startsWith("Fn::")) yield key;
      yield* functionsIn(inner);
    }
}

/** Two outputs of one place that export the same name: the second fails after the gate (template reference, Outputs, Export). */
export const exportsUnique: ChangeRule = refusing((steps, { allowances: { places } }) => {
  const exporters = new Map<string, string>();
  return steps.flatMap((step) =>
    exportedBy(step).flatMap((name): readonly Refusal[] => {
      const account = places?.[step.environment].account ?? step.account ?? step.environment;
      const place = `${account} ${places?.[step.environment].region ?? step.region ?? ""} ${name}`;
      const other = exporters.get(place);
      exporters.set(place, step.path);
      return other === undefined
        ? []
        : [
            {
              rule: "export-unique",
              where: whereOf(step),
              seen: `it exports ${name}, as ${other} does`,
              todo: "an account has each export name once in a region: choose another",
            },
          ];
    }),
  );
});

/** The names that a step exports, as JSON, each as often as it stands there. */
const exportedBy = ({ evaluated }: ReadStep): readonly string[] =>
  Object.values(objectIn(evaluated["Outputs"])).flatMap((output) => [
    ...exportsIn({ Outputs: { Only: output } }).keys(),
  ]);
