import { type EvaluationScope, evaluate, truthOf } from "./intrinsics.ts";
import { parameterValues } from "./parameters.ts";
import { isList, isObject, type Objects, objectIn, type Value } from "./values.ts";

/** What CloudFormation makes a stack from. */
export type Deployable = {
  readonly template: Objects;
  /** Values of parameters, by name; a parameter that is absent has its default. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Values of pseudo parameters that are known beforehand, such as `AWS::Region`; the others stay references. */
  readonly pseudo: Readonly<Record<string, string>>;
};

/** Something whose effect cannot be told before CloudFormation carries it out. */
export type Unpredictable = {
  /** A logical id, or the section of the template if it concerns no resource. */
  readonly place: string;
  /** Why, in words. */
  readonly why: string;
};

/** A template as CloudFormation sees it after its own evaluation. */
export type EvaluatedTemplate = {
  /**
   * The template with parameters, mappings and conditions evaluated and written out where they are used. It has none of
   * these sections itself, and no resource or output whose condition is known to be false.
   */
  readonly template: Objects;
  readonly unpredictable: readonly Unpredictable[];
};

/** Sections that are written out where they are used. */
const evaluatedSections = ["Parameters", "Mappings", "Conditions"];

/** Evaluates a template. Equal results deploy the same thing; what differs between two results is what changes. */
export function evaluateTemplate({ template, parameters, pseudo }: Deployable): EvaluatedTemplate {
  const scope: EvaluationScope = {
    values: new Map<string, Value>([
      ...Object.entries(pseudo),
      ...parameterValues(objectIn(template["Parameters"]), parameters),
    ]),
    mappings: objectIn(template["Mappings"]),
    conditions: objectIn(template["Conditions"]),
    asking: [],
  };
  const unpredictable: Unpredictable[] = [];
  const sections = Object.entries(template)
    .filter(([section]) => !evaluatedSections.includes(section))
    .map(([section, content]): [string, Value] => {
      if (section !== "Resources" && section !== "Outputs") return [section, evaluate(content, scope)];
      return [section, entriesOf(section, objectIn(content), scope, unpredictable)];
    });
  for (const place of macrosIn(template)) unpredictable.push(place);
  return { template: Object.fromEntries(sections), unpredictable };
}

/** The resources or outputs that exist, each evaluated. One whose condition cannot be told keeps it, written out. */
function entriesOf(
  section: string,
  entries: Objects,
  scope: EvaluationScope,
  unpredictable: Unpredictable[],
): Objects {
  const kept: [string, Value][] = [];
  for (const [name, entry] of Object.entries(entries)) {
    const { Condition: condition, ...rest } = objectIn(entry);
    const truth = condition === undefined ? true : truthOf({ Condition: condition }, scope);
    if (truth === false) continue;
    const evaluated = objectIn(evaluate(rest, scope));
    if (truth === true) kept.push([name, evaluated]);
    else {
      kept.push([name, { ...evaluated, Condition: truth.untold }]);
      unpredictable.push({
        place: section === "Resources" ? name : `${section}.${name}`,
        why: `whether it exists depends on ${JSON.stringify(truth.untold)}`,
      });
    }
  }
  return Object.fromEntries(kept);
}

/** Macros: what they make of the template is known only to CloudFormation. */
function macrosIn(template: Objects): readonly Unpredictable[] {
  return [
    ...declaredTransforms(template).map((name) => ({
      place: "Transform",
      why: `the transform ${name} rewrites the template`,
    })),
    ...Object.entries(objectIn(template["Resources"])).flatMap(([place, resource]) =>
      [...transformsIn(resource)].map((name) => ({ place, why: `the transform ${name} rewrites it` })),
    ),
    ...Object.entries(template).flatMap(([place, content]) =>
      place === "Resources"
        ? []
        : [...transformsIn({ [place]: content })].map((name) => ({
            place,
            why: `the transform ${name} rewrites it`,
          })),
    ),
  ];
}

/** The names of the macros in a template's `Transform` section. */
export function declaredTransforms({ Transform: declared }: Objects): readonly string[] {
  const all = isList(declared) ? declared : declared === undefined ? [] : [declared];
  return all.map(nameOfMacro);
}

const nameOfMacro = (value: Value): string =>
  typeof value === "string" ? value : String(objectIn(value)["Name"] ?? JSON.stringify(value));

/**
 * The names of what rewrites a value, wherever in it: macros that it calls by `Fn::Transform`, beside other keys too, and loops
 * (`Fn::ForEach::Name`).
 */
export function* transformsIn(value: Value): Generator<string> {
  if (isList(value)) for (const inner of value) yield* transformsIn(inner);
  else if (isObject(value))
    for (const [key, inner] of Object.entries(value)) {
      if (key === "Fn::Transform") yield nameOfMacro(inner);
      if (key.startsWith("Fn::ForEach")) yield key;
      yield* transformsIn(inner);
    }
}
