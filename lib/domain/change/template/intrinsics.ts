import {
  callIn,
  isKnown,
  isList,
  isObject,
  isSame,
  memberOf,
  noValue,
  type Objects,
  objectIn,
  textOf,
  type Value,
} from "./values.ts";

/** What a template's functions are evaluated with. */
export type EvaluationScope = {
  /** Values of parameters and pseudo parameters, by name. What is not here stays a reference. */
  readonly values: ReadonlyMap<string, Value>;
  readonly mappings: Objects;
  readonly conditions: Objects;
  /** Conditions that are being evaluated: one that asks itself is refused by CloudFormation and stays as it is here. */
  readonly asking: readonly Value[];
};

/** What a condition amounts to: known, or the expression that CloudFormation is left with. */
export type Truth = boolean | { readonly untold: Value };

/**
 * A value with every function evaluated that can be evaluated before deployment. The others stay, with evaluated
 * arguments; what they take from mappings and conditions is written out in them, so that a change there shows here.
 * Source: CloudFormation template reference, "Intrinsic function reference".
 */
export function evaluate(value: Value, scope: EvaluationScope): Value {
  const call = callIn(value);
  if (call !== null) {
    const { name, argument } = call;
    // Conditions are named in Fn::If and in the attribute; elsewhere "Condition" is a key like any other (IAM).
    const of = Object.hasOwn(functions, name) ? functions[name] : undefined;
    if (of !== undefined) return of(argument, scope);
  }
  if (isList(value))
    return value.map((inner) => evaluate(inner, scope)).filter((inner) => !isSame(inner, noValue));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, inner]) => [key, evaluate(inner, scope)] as const)
      .filter(([, inner]) => !isSame(inner, noValue)),
  );
}

type Evaluator = (argument: Value, scope: EvaluationScope) => Value;

const functions: Readonly<Record<string, Evaluator>> = {
  Ref: (name, { values }) => (typeof name === "string" ? values.get(name) : undefined) ?? { Ref: name },
  "Fn::If": (argument, scope) => {
    if (!isList(argument) || argument.length !== 3) return { "Fn::If": argument };
    const [name = null, then = null, otherwise = null] = argument;
    const truth = truthOf({ Condition: name }, scope);
    if (typeof truth === "boolean") return evaluate(truth ? then : otherwise, scope);
    const [one, other] = [evaluate(then, scope), evaluate(otherwise, scope)];
    return isSame(one, other) ? one : { "Fn::If": [truth.untold, one, other] };
  },
  "Fn::FindInMap": (argument, scope) => {
    if (!isList(argument)) return { "Fn::FindInMap": argument };
    const [map, first, second, options] = argument.map((inner) => evaluate(inner, scope));
    const table = memberOf(scope.mappings, map);
    const found = memberOf(objectIn(memberOf(objectIn(table), first)), second);
    if (found !== undefined) return found;
    const keys = [first ?? null, second ?? null, ...(options === undefined ? [] : [options])];
    return { "Fn::FindInMap": [table ?? map ?? null, ...keys] };
  },
  "Fn::Sub": (argument, scope) => {
    const [text, own] = isList(argument) ? argument : [argument];
    if (typeof text !== "string") return { "Fn::Sub": evaluate(argument, scope) };
    return substituted(text, objectIn(evaluate(own ?? {}, scope)), scope.values);
  },
  "Fn::Join": (argument, scope) => {
    const inner = evaluate(argument, scope);
    const [delimiter, list] = isList(inner) ? inner : [];
    const texts = isList(list) ? list.map(textOf) : [null];
    return typeof delimiter === "string" && texts.every((text) => text !== null)
      ? texts.join(delimiter)
      : { "Fn::Join": inner };
  },
  "Fn::Split": (argument, scope) => {
    const inner = evaluate(argument, scope);
    const [delimiter, text] = isList(inner) ? inner : [];
    return typeof delimiter === "string" && typeof text === "string"
      ? text.split(delimiter)
      : { "Fn::Split": inner };
  },
  "Fn::Select": (argument, scope) => {
    const inner = evaluate(argument, scope);
    const [index, list] = isList(inner) ? inner : [];
    const found = isList(list) && list.every(isThere) ? list[Number(index)] : undefined;
    return found === undefined ? { "Fn::Select": inner } : found;
  },
};

/** Whether an item certainly has a place in its list: nobody can tell which branch of an `Fn::If` is left, and one may be nothing. */
const isThere = (item: Value): boolean => callIn(item)?.name !== "Fn::If";

/** The text of a `Fn::Sub`; a function again if some of its names cannot be told. Its own names hide parameters. */
function substituted(text: string, own: Objects, values: ReadonlyMap<string, Value>): Value {
  const left: Record<string, Value> = {};
  const filled = text.replace(/\$\{([^!}][^}]*)\}/g, (whole, spelled: string) => {
    const name = spelled.trim();
    const value = Object.hasOwn(own, name) ? own[name] : values.get(name);
    const told = textOf(value);
    if (told !== null) return told;
    if (value !== undefined) left[name] = value;
    return whole;
  });
  if (/\$\{[^!}][^}]*\}/.test(filled))
    return { "Fn::Sub": Object.keys(left).length === 0 ? filled : [filled, left] };
  // "${!Name}" is how a template writes the text "${Name}".
  return filled.replace(/\$\{!([^}]*)\}/g, (_whole, literal: string) => `\${${literal}}`);
}

/** Whether a condition holds, as far as that can be told before deployment. `{ Condition: name }` names one. */
export function truthOf(condition: Value, scope: EvaluationScope): Truth {
  const call = callIn(condition);
  if (call === null) return typeof condition === "boolean" ? condition : { untold: condition };
  const { name, argument } = call;
  switch (name) {
    case "Condition": {
      const definition = memberOf(scope.conditions, argument);
      if (definition === undefined || scope.asking.includes(argument)) return { untold: condition };
      return truthOf(definition, { ...scope, asking: [...scope.asking, argument] });
    }
    case "Fn::Equals": {
      if (!isList(argument) || argument.length !== 2) return { untold: condition };
      const [one = null, other = null] = argument.map((inner) => evaluate(inner, scope));
      if (isSame(one, other)) return true;
      const [left, right] = [textOf(one), textOf(other)];
      if (left !== null && right !== null && !isReference(left) && !isReference(right)) return left === right;
      return isKnown(one) && isKnown(other) && !isReference(left) && !isReference(right)
        ? false
        : { untold: { "Fn::Equals": [one, other] } };
    }
    case "Fn::Not": {
      if (!isList(argument) || argument.length !== 1) return { untold: condition };
      const truth = truthOf(argument[0] ?? null, scope);
      return typeof truth === "boolean" ? !truth : { untold: { "Fn::Not": [truth.untold] } };
    }
    case "Fn::And":
    case "Fn::Or": {
      if (!isList(argument) || argument.length === 0) return { untold: condition };
      const deciding = name === "Fn::Or";
      const truths = argument.map((inner) => truthOf(inner, scope));
      if (truths.includes(deciding)) return deciding;
      const untold = truths.flatMap((truth) => (typeof truth === "boolean" ? [] : [truth.untold]));
      return untold.length === 0 ? !deciding : { untold: { [name]: untold } };
    }
    default:
      return { untold: evaluate(condition, scope) };
  }
}

/** Whether a text is a dynamic reference: what it stands for is read when the stack is deployed. */
const isReference = (text: string | null): boolean => (text ?? "").includes("{{resolve:");
