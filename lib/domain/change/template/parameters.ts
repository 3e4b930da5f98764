import { isList, isObject, type Objects, objectIn, templateIn, textOf, type Value } from "./values.ts";

/**
 * The values that CloudFormation gives a template's parameters, by name. Parameters whose value nobody can know (no
 * value and no default) are absent, so that references to them stay as they are.
 *
 * - a `NoEcho` parameter has its default, because a change carries no value for one, and CloudFormation tells none;
 * - lists are lists of texts (template reference, "Parameters": CommaDelimitedList and List<...>);
 * - a parameter of an SSM type is the dynamic reference that it amounts to: its value is read when the stack is
 *   deployed, and another key is another value.
 */
export function parameterValues(
  declarations: Objects,
  given: Readonly<Record<string, string>>,
): ReadonlyMap<string, Value> {
  const undeclared = Object.entries(given).filter(([name]) => !Object.hasOwn(declarations, name));
  const values = new Map<string, Value>(undeclared);
  for (const [name, declaration] of Object.entries(declarations)) {
    const { Type, Default } = objectIn(declaration);
    const told = isSecret(declaration) || !Object.hasOwn(given, name) ? undefined : given[name];
    const text = told ?? textOf(Default ?? null);
    if (text !== null) values.set(name, typed(String(Type), text));
  }
  return values;
}

function typed(type: string, text: string): Value {
  if (isSsmParameter(type)) return `{{resolve:ssm:${text}}}`;
  if (type === "CommaDelimitedList" || type.startsWith("List<"))
    return text.split(",").map((item) => item.trim());
  return text;
}

/** The defaults of a template's `NoEcho` parameters, those of lists also item by item: what they stand for is not shown. */
export const secretsIn = (declarations: Objects): readonly string[] =>
  Object.values(declarations).flatMap((declaration) => {
    const { Type, Default } = objectIn(declaration);
    const text = isSecret(declaration) ? textOf(Default ?? null) : null;
    if (text === null) return [];
    const items = typed(String(Type), text);
    return [text, ...(isList(items) ? items.map(String) : [])].filter((one) => one !== "");
  });

/** A template's text without the defaults of its `NoEcho` parameters; as it is if it has none. */
export function withoutSecretDefaults(text: string): string {
  const template = templateIn(text) ?? {};
  const parameters = objectIn(template["Parameters"]);
  if (secretsIn(parameters).length === 0) return text;
  const shown = Object.entries(parameters).map(([name, declaration]) => [
    name,
    isSecret(declaration) ? { ...objectIn(declaration), Default: "(hidden)" } : declaration,
  ]);
  return JSON.stringify({ ...template, Parameters: Object.fromEntries(shown) }, null, 1);
}

/** Whether a parameter of that type is the name of an SSM parameter, whose value CloudFormation reads. */
export const isSsmParameter = (type: string): boolean => type.startsWith("AWS::SSM::Parameter::Value<");

/** Whether the declaration of a parameter says `NoEcho`, so that a change must not carry its value. */
export const isSecret = (declaration: Value | undefined): boolean =>
  isObject(declaration) && (declaration["NoEcho"] === true || declaration["NoEcho"] === "true");
