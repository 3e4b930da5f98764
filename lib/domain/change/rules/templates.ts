import { hasKeyTwice, isDeep, mostLevels, withoutTexts } from "../../read-json.ts";
import { isAscii } from "../ascii.ts";
import type { Refusal } from "../refusal.ts";
import { declaredTransforms, transformsIn } from "../template/evaluate-template.ts";
import { isSecret } from "../template/parameters.ts";
import { resourceTypeOf } from "../template/resource-type.ts";
import { sectionNames } from "../template/section-names.ts";
import { isList, isObject, type Objects, objectIn, type Value } from "../template/values.ts";
import { type CandidateStep, type ChangeRule, inEachResource, inEachStep } from "./candidate.ts";

// Source: CloudFormation user guide, "Understand CloudFormation quotas".
const mostBytes = 1_000_000;
const mostDescriptionBytes = 1_024;
const most: Readonly<Record<string, number>> = {
  Resources: 500,
  Parameters: 200,
  Outputs: 200,
  Mappings: 200,
};

/** A template that parsed, or why it did not. */
export type Parsed = { readonly document: Objects } | { readonly refusals: readonly Refusal[] };

/** The template of a step as a JSON object without nulls, at a depth that can be read. */
export function parseTemplate(step: CandidateStep): Parsed {
  const { template } = step;
  const refused = (seen: string, todo: string) => ({
    refusals: [{ rule: "template-parses", where: whereOf(step), seen, todo }],
  });
  if (isDeep(template))
    return refused(`the template is nested deeper than ${mostLevels} levels`, "take the nesting out of it");
  let document: Value;
  try {
    document = JSON.parse(template);
  } catch (error) {
    return refused(`the template is not JSON (${String(error).split("\n")[0]})`, "submit templates as JSON");
  }
  if (!isObject(document))
    return refused(`the template is ${JSON.stringify(document).slice(0, 40)}`, "a template is a JSON object");
  if (hasKeyTwice(template, document))
    return refused(
      "the template has a key twice in one object",
      "which of the two CloudFormation takes is not said: leave one out",
    );
  const inexact = inexactNumbersIn(template);
  if (inexact.length > 0)
    return refused(
      `the template has the number ${inexact.slice(0, 10).join(", ")}`,
      "another number may be read for it: write it as a text",
    );
  const nulls = [...nullsIn(document, "")];
  if (nulls.length === 0) return { document };
  return refused(
    `null at ${nulls.slice(0, 10).join(", ")}`,
    "CloudFormation takes no null: leave the key out",
  );
}

/** Numbers that a parser does not give back as they are written, such as 16.10: two of them may look the same. */
const inexactNumbersIn = (text: string): readonly string[] =>
  [...withoutTexts(text).matchAll(/-?\d[\d.eE+-]*/g)].flatMap(([number]) =>
    String(Number(number)) === number ? [] : [number],
  );

function* nullsIn(value: Value, at: string): Generator<string> {
  if (value === null) yield at || "/";
  else if (isList(value))
    for (const [index, inner] of value.entries()) yield* nullsIn(inner, `${at}/${index}`);
  else if (isObject(value))
    for (const [key, inner] of Object.entries(value)) yield* nullsIn(inner, `${at}/${key}`);
}

const whereOf = ({ stackName, path }: CandidateStep): string => `${stackName} (${path})`;

/** Sizes and counts that CloudFormation refuses after the gate otherwise. */
export const templateLimits: ChangeRule = inEachStep((step) => {
  const where = whereOf(step);
  const bytes = Buffer.byteLength(step.template);
  const count = (section: string) => Object.keys(objectIn(step.document[section])).length;
  const description = Buffer.byteLength(String(step.document["Description"] ?? ""));
  return [
    ...(bytes > mostBytes
      ? [
          {
            rule: "template-size",
            where,
            seen: `the template has ${bytes} bytes`,
            todo: `CloudFormation takes ${mostBytes}: split the stack`,
          },
        ]
      : []),
    ...(count("Resources") === 0
      ? [
          {
            rule: "template-resources",
            where,
            seen: "the template has no resources",
            todo: "add one or leave the stack out",
          },
        ]
      : []),
    ...Object.entries(most).flatMap(([section, limit]) =>
      count(section) > limit
        ? [
            {
              rule: "template-count",
              where,
              seen: `the template has ${count(section)} ${section}`,
              todo: `CloudFormation takes ${limit}: split the stack`,
            },
          ]
        : [],
    ),
    ...(description > mostDescriptionBytes
      ? [
          {
            rule: "template-size",
            where,
            seen: `the description has ${description} bytes`,
            todo: `CloudFormation takes ${mostDescriptionBytes}: shorten it`,
          },
        ]
      : []),
  ];
});

/**
 * CloudFormation tells every character outside ASCII back as `?`. Of a template or a parameter, nobody could tell then
 * whether it is deployed as wanted, and a rollback would put the `?` in.
 */
export const toldBack: ChangeRule = inEachStep((step) => {
  const where = whereOf(step);
  const found = Object.entries(step.parameters)
    .filter(([name, value]) => !isAscii(name + value))
    .map(([name, value]) => ({ seen: `the parameter ${name} is "${value}"`, todo: "use ASCII characters" }));
  return [
    ...(isAscii(step.template)
      ? []
      : [
          {
            seen: "the template has characters outside ASCII",
            todo: "write them as \\u and four digits, as `interlock submit` does",
          },
        ]),
    ...found,
  ].map((one) => ({ rule: "ascii", where, ...one }));
});

/** Sections that CloudFormation does not know, after the gate. */
export const templateSections: ChangeRule = inEachStep((step) =>
  Object.keys(step.document).flatMap((name) =>
    // What rewrites the template is named by a rule of its own.
    sectionNames.includes(name) || name.startsWith("Fn::")
      ? []
      : [
          {
            rule: "template-section",
            where: whereOf(step),
            seen: `the template has a section ${name}`,
            todo: "CloudFormation knows none of that name: take it out",
          },
        ],
  ),
);

/** Transforms, macros and modules make resources that the template does not show. */
export const templateTransforms: ChangeRule = inEachStep((step) => {
  const names = [
    ...declaredTransforms(step.document),
    ...transformsIn(step.document),
    ...Object.values(objectIn(step.document["Resources"])).flatMap((resource) => {
      const type = resourceTypeOf(resource);
      return type.endsWith("::MODULE") ? [type] : [];
    }),
  ];
  return [...new Set(names)].map((name) => ({
    rule: "template-transform",
    where: whereOf(step),
    seen: `the template is rewritten by ${name}`,
    todo: "approvers could not see what it makes: write the resources out, or expand them when you synthesise",
  }));
});

/** Types that make stacks of their own, and what such a resource is. */
const stackMakers = new Map([
  ["AWS::CloudFormation::Stack", "a nested stack"],
  ["AWS::CloudFormation::StackSet", "a set of stacks"],
  ["AWS::ServiceCatalog::CloudFormationProvisionedProduct", "a product that is a stack"],
]);

/** The template of a stack within a stack is neither carried nor shown. */
export const nestedStacks: ChangeRule = inEachResource(({ type, where, logicalId }) => {
  const what = stackMakers.get(type);
  return what === undefined
    ? []
    : [
        {
          rule: "nested-stacks",
          where,
          seen: `${logicalId} is ${what}`,
          todo: "its template is not carried: make it a stack of the Stage",
        },
      ];
});

/** Parameters: each has a value that can be told, and none is a secret that everybody would read. */
export const parameterValuesKnown: ChangeRule = inEachStep((step) => {
  const declared = objectIn(step.document["Parameters"]);
  const where = whereOf(step);
  return [
    ...Object.entries(declared).flatMap(([name, declaration]) => {
      const given = Object.hasOwn(step.parameters, name) ? step.parameters[name] : undefined;
      if (isSecret(declaration) && given !== undefined)
        return [
          {
            rule: "parameter-secret",
            where,
            seen: `the NoEcho parameter ${name} has a value in the change`,
            todo: "everybody who reads the change would see it: let the template take it from Secrets Manager by a dynamic reference",
          },
        ];
      return given === undefined && objectIn(declaration)["Default"] === undefined
        ? [
            {
              rule: "parameter-value",
              where,
              seen: `the parameter ${name} has no value and no default`,
              todo: "give it a default, or a value when you synthesise",
            },
          ]
        : [];
    }),
    ...Object.keys(step.parameters).flatMap((name) =>
      Object.hasOwn(declared, name)
        ? []
        : [
            {
              rule: "parameter-value",
              where,
              seen: `the parameter ${name} has a value, and the template declares none of that name`,
              todo: "declare it or leave the value out",
            },
          ],
    ),
  ];
});
