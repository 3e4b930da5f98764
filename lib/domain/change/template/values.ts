/** A value of a template: JSON, in which intrinsic functions are objects with one key. */
export type Value = null | boolean | number | string | readonly Value[] | { readonly [key: string]: Value };

/** An object of a template. */
export type Objects = { readonly [key: string]: Value };

/** What `Ref: AWS::NoValue` evaluates to: whatever holds it is left out. */
export const noValue = { Ref: "AWS::NoValue" } as const;

/** Whether a value is an object, not a list. */
export const isObject = (value: Value | undefined): value is Objects =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Whether a value is a list. `Array.isArray` does not narrow readonly lists. */
export const isList = (value: Value | undefined): value is readonly Value[] => Array.isArray(value);

/** A member of an object, whatever its name: a template may call anything "constructor". What is no text names none. */
export const memberOf = (of: Objects, name: Value | undefined): Value | undefined =>
  typeof name === "string" && Object.hasOwn(of, name) ? of[name] : undefined;

/** The object that a value is, or an empty one. */
export const objectIn = (value: Value | undefined): Objects => (isObject(value) ? value : {});

/** The template in a text; null if the text is not a JSON object. */
export function templateIn(text: string): Objects | null {
  const parsed = jsonValueIn(text);
  return isObject(parsed) ? parsed : null;
}

/** The value that a text is as JSON; undefined if it is none. */
export function jsonValueIn(text: string): Value | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The intrinsic function that a value calls, with its argument; null for any other value. */
export function callIn(value: Value): { readonly name: string; readonly argument: Value } | null {
  if (!isObject(value)) return null;
  const [entry, ...others] = Object.entries(value);
  if (entry === undefined || others.length > 0) return null;
  const [name, argument] = entry;
  return name === "Ref" || name === "Condition" || name.startsWith("Fn::") ? { name, argument } : null;
}

/** Whether nothing in a value is left for CloudFormation to evaluate. */
export function isKnown(value: Value): boolean {
  if (isList(value)) return value.every(isKnown);
  if (!isObject(value)) return true;
  return callIn(value) === null && Object.values(value).every(isKnown);
}

/** Whether two values are the same, whatever the order of their keys. Absent is the same as absent alone. */
export function isSame(one: Value | undefined, other: Value | undefined): boolean {
  if (isList(one) && isList(other))
    return one.length === other.length && one.every((inner, index) => isSame(inner, other[index]));
  if (!isObject(one) || !isObject(other)) return one === other;
  const keys = Object.keys(one);
  return (
    keys.length === Object.keys(other).length &&
    keys.every((key) => Object.hasOwn(other, key) && isSame(one[key], other[key]))
  );
}

/** Whether two values are the same once every scalar is a text, as CloudFormation deploys them. */
export const isAsText = (one: Value | undefined, other: Value | undefined): boolean =>
  isSame(one === undefined ? one : asTexts(one), other === undefined ? other : asTexts(other));

function asTexts(value: Value): Value {
  if (isList(value)) return value.map(asTexts);
  if (!isObject(value)) return textOf(value);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, asTexts(inner)]));
}

/** A scalar as CloudFormation writes it into a text; null for anything else. */
export const textOf = (value: Value | undefined): string | null =>
  typeof value === "string"
    ? value
    : typeof value === "number" || typeof value === "boolean"
      ? String(value)
      : null;
